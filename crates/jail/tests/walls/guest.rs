//! A guest that has broken its engine: it runs any machine code it likes. What it can do then is what the walls hold.

use std::{
    ffi::{CString, c_long},
    io::{self, Write},
    time::{Duration, Instant},
};

use assay_jail::{Guest, Init, Line, Thrown};
use serde_json::{Value, json};

pub(crate) struct Hostile;

pub(crate) fn make() -> Box<dyn Guest> {
    Box::new(Hostile)
}

/// What a system call gave: zero or more, or the error's number as a negative one.
fn called(result: c_long) -> Value {
    if result >= 0 { json!(result) } else { json!(-io::Error::last_os_error().raw_os_error().unwrap_or(1)) }
}

fn string(value: &Value) -> CString {
    CString::new(value.as_str().unwrap()).unwrap()
}

fn number(value: &Value) -> c_long {
    value.as_i64().unwrap()
}

/// Calls of which only matters whether they are let through. Their arguments are nothing.
pub(crate) const NEVER: [(&str, c_long); 19] = [
    ("acct", libc::SYS_acct),
    ("add_key", libc::SYS_add_key),
    ("bpf", libc::SYS_bpf),
    ("chroot", libc::SYS_chroot),
    ("io_uring_setup", libc::SYS_io_uring_setup),
    ("kexec_load", libc::SYS_kexec_load),
    ("keyctl", libc::SYS_keyctl),
    ("memfd_create", libc::SYS_memfd_create),
    ("mount", libc::SYS_mount),
    ("name_to_handle_at", libc::SYS_name_to_handle_at),
    ("openat", libc::SYS_openat),
    ("perf_event_open", libc::SYS_perf_event_open),
    ("process_vm_readv", libc::SYS_process_vm_readv),
    ("ptrace", libc::SYS_ptrace),
    ("setns", libc::SYS_setns),
    ("shmget", libc::SYS_shmget),
    ("socket", libc::SYS_socket),
    ("unshare", libc::SYS_unshare),
    ("userfaultfd", libc::SYS_userfaultfd),
];

impl Guest for Hostile {
    fn load(&mut self, options: &Value, program: &[u8], line: &mut Line) -> Result<Value, Thrown> {
        match options["at_load"].as_str() {
            Some("call") => {
                line.call(1, json!({}), "/", Init::default()).unwrap();
                let answer = line.next(None).unwrap().unwrap();
                Ok(json!(answer.failure))
            }
            Some("throw") => Err(Thrown::new("TypeError", "at the top level")),
            Some("spin") => loop {
                std::hint::spin_loop();
            },
            _ => Ok(json!({ "length": program.len() })),
        }
    }

    fn invoke(&mut self, envelope: &[u8], line: &mut Line) -> Result<Vec<u8>, Thrown> {
        let asked: Value = serde_json::from_slice(envelope).unwrap();
        let done = act(&asked, line);
        Ok(done.to_string().into_bytes())
    }
}

fn act(asked: &Value, line: &mut Line) -> Value {
    let argument = &asked["with"];
    match asked["do"].as_str().unwrap() {
        "number_then_call" => {
            line.call(1, json!(std::process::id()), "/", Init::default()).unwrap();
            json!(line.next(None).unwrap().unwrap().status)
        }
        "log" => {
            for at in 0..number(argument) {
                line.log(30, &format!("line {at}")).unwrap();
            }
            json!("logged")
        }
        "calls" => {
            let mut statuses = Vec::new();
            for at in 0..number(argument) {
                line.call(at.cast_unsigned() + 1, json!({ "type": "test" }), "/x", Init::default()).unwrap();
                statuses.push(line.next(None).unwrap().unwrap().status);
            }
            json!(statuses)
        }
        "calls_without_waiting" => {
            for at in 0..number(argument) {
                line.call(at.cast_unsigned() + 1, json!({}), "/x", Init::default()).unwrap();
            }
            json!("went")
        }
        "raw" => {
            let bytes: Vec<u8> = serde_json::from_value(argument.clone()).unwrap();
            line.raw().write_all(&bytes).unwrap();
            std::thread::sleep(Duration::from_secs(20));
            json!("slept")
        }
        "raw_repeated" => {
            let bytes: Vec<u8> = serde_json::from_value(argument.clone()).unwrap();
            while line.raw().write_all(&bytes).is_ok() {}
            json!("gave up")
        }
        _ => act_alone(asked),
    }
}

/// What takes no channel.
pub(crate) fn act_alone(asked: &Value) -> Value {
    let argument = &asked["with"];
    match asked["do"].as_str().unwrap() {
        "hello" => json!("hello"),
        "throw" => panic!("thrown"),
        // SAFETY, here and below: calls of the system with arguments that are valid or meant to be refused.
        "open" => called(unsafe { libc::openat(-100, string(argument).as_ptr(), libc::O_RDONLY) }.into()),
        "connect" => {
            let to = libc::sockaddr_in {
                sin_family: libc::AF_INET as u16,
                sin_port: u16::try_from(number(argument)).unwrap().to_be(),
                sin_addr: libc::in_addr { s_addr: u32::from_be_bytes([127, 0, 0, 1]).to_be() },
                sin_zero: [0; 8],
            };
            unsafe {
                let socket = libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0);
                called(libc::connect(socket, (&raw const to).cast(), size_of_val(&to) as u32).into())
            }
        }
        "connect_abstract" => {
            use std::os::{linux::net::SocketAddrExt, unix::net};
            let address = net::SocketAddr::from_abstract_name(argument.as_str().unwrap()).unwrap();
            json!(net::UnixStream::connect_addr(&address).is_ok())
        }
        "signal" => called(unsafe { libc::kill(number(argument) as i32, 0) }.into()),
        "kill" => called(unsafe { libc::kill(number(argument) as i32, libc::SIGKILL) }.into()),
        "trace" => unsafe { called(libc::ptrace(libc::PTRACE_SEIZE, number(argument) as i32, 0, 0)) },
        "own_number" => json!(std::process::id()),
        "descriptors" => {
            let open = (0..1024).filter(|number| unsafe { libc::fcntl(*number, libc::F_GETFD) } >= 0);
            json!(open.count())
        }
        // The channel can be written to; so we ask it instead of `fcntl`, which is not listed.
        "descriptors_by_reading" => {
            let is_open = |number: &i32| {
                let result = unsafe { libc::write(*number, std::ptr::null(), 0) };
                result >= 0 || io::Error::last_os_error().raw_os_error() != Some(libc::EBADF)
            };
            json!((0..1024).filter(is_open).count())
        }
        "fork" => {
            let mut made = 0;
            for _ in 0..number(argument) {
                match unsafe { libc::fork() } {
                    0 => {
                        std::thread::sleep(Duration::from_millis(300));
                        unsafe { libc::_exit(0) }
                    }
                    pid if pid > 0 => made += 1,
                    _ => break,
                }
            }
            json!(made)
        }
        "call" => {
            let number = NEVER.iter().find(|(name, _)| *name == argument).unwrap().1;
            unsafe { libc::syscall(number, -1, 0, 0, 0, 0) };
            json!("came back")
        }
        "call_gives" => {
            let number = NEVER.iter().find(|(name, _)| *name == argument).unwrap().1;
            called(unsafe { libc::syscall(number, -1, 0, 0, 0, 0) })
        }
        "executable_memory" => {
            let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
            let kind = libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC;
            json!(unsafe { libc::mmap(std::ptr::null_mut(), 4096, kind, flags, -1, 0) } != libc::MAP_FAILED)
        }
        "execute" => {
            let path = string(argument);
            let arguments = [path.as_ptr(), std::ptr::null()];
            unsafe { libc::execv(path.as_ptr(), arguments.as_ptr()) };
            json!(-io::Error::last_os_error().raw_os_error().unwrap())
        }
        "memory" => {
            let mut held: Vec<Vec<u8>> = Vec::new();
            for _ in 0..number(argument) {
                let mut block = Vec::new();
                if block.try_reserve_exact(1 << 20).is_err() {
                    return json!(held.len());
                }
                block.resize(1 << 20, 1);
                held.push(block);
            }
            json!(held.len())
        }
        "spin" => {
            let until = Instant::now() + Duration::from_millis(number(argument).cast_unsigned());
            while Instant::now() < until {
                std::hint::spin_loop();
            }
            json!("spun")
        }
        "use_processor" => {
            let mut used = libc::timespec { tv_sec: 0, tv_nsec: 0 };
            while used.tv_sec * 1000 + used.tv_nsec / 1_000_000 < number(argument) {
                unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut used) };
            }
            json!("spun")
        }
        "spin_deaf" => {
            for signal in 1..32 {
                unsafe { libc::signal(signal, libc::SIG_IGN) };
            }
            loop {
                std::hint::spin_loop();
            }
        }
        "write_file" => {
            let path = string(argument);
            unsafe {
                libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
                let file = libc::open(path.as_ptr(), libc::O_WRONLY | libc::O_CREAT, 0o600);
                called(libc::write(file, b"left behind".as_ptr().cast(), 11) as c_long)
            }
        }
        // As far as the hard limit goes.
        "duplicate_raised" => {
            let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
            unsafe {
                libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit);
                limit.rlim_cur = limit.rlim_max;
                libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit);
            }
            let made = (0..number(argument)).take_while(|_| unsafe { libc::dup(0) } >= 0);
            json!(made.count())
        }
        "duplicate" => {
            let made = (0..number(argument)).take_while(|_| unsafe { libc::dup(0) } >= 0);
            json!(made.count())
        }
        "user" => json!([unsafe { libc::getuid() }, unsafe { libc::getppid() }]),
        "namespace" => called(unsafe { libc::unshare(libc::CLONE_NEWUSER) }.into()),
        "crash" => unsafe {
            *(8 as *mut u8) = 1;
            json!(null)
        },
        "abort" => std::process::abort(),
        other => panic!("{other}"),
    }
}
