// os, and constants: a machine that is like every other.
const NUMBERS = { E2BIG: 7, EACCES: 13, EADDRINUSE: 98, EAGAIN: 11, EBADF: 9, ECONNREFUSED: 111, ECONNRESET: 104, EEXIST: 17, EHOSTUNREACH: 113, EINVAL: 22, EIO: 5, EISDIR: 21, EMFILE: 24, ENOENT: 2, ENOTDIR: 20, ENOTSUP: 95, EPERM: 1, EPIPE: 32, ETIMEDOUT: 110 };
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGPIPE: 13, SIGALRM: 14, SIGTERM: 15 };
Object.assign(exports, {
  EOL: '\n', devNull: '/dev/null', arch: () => 'x64', platform: () => 'linux', type: () => 'Linux', release: () => '0.0.0', version: () => '', machine: () => 'x86_64',
  hostname: () => 'localhost', homedir: () => '/app', tmpdir: () => '/tmp', endianness: () => 'LE', uptime: () => native.monotonic() / 1000,
  totalmem: () => 512 * 2 ** 20, freemem: () => 256 * 2 ** 20, loadavg: () => [0, 0, 0], cpus: () => [{ model: '', speed: 0, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } }],
  availableParallelism: () => 1, networkInterfaces: () => ({}), userInfo: () => ({ uid: 65534, gid: 65534, username: 'nobody', homedir: '/app', shell: null }),
  getPriority: () => 0, setPriority: () => {},
  constants: { ...NUMBERS, ...SIGNALS, errno: NUMBERS, signals: SIGNALS, priority: {} },
  tty: { isatty: () => false, ReadStream: class {}, WriteStream: class {} },
});
