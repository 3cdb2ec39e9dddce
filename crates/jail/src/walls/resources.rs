//! Resource limits of each process, and a control group for all of a zygote's where one can be made.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    spec::{Limits, Profile},
    sys,
};

/// Memory of this process that counts against `RLIMIT_DATA`, in bytes. Read before the root goes.
pub(crate) fn data_now() -> u64 {
    let pages = fs::read_to_string("/proc/self/statm").ok();
    let pages =
        pages.and_then(|text| text.split(' ').nth(5).and_then(|data| data.trim().parse::<u64>().ok()));
    pages.unwrap_or(0) * rustix::param::page_size() as u64
}

/// What engine and frames need beside the guest's own heap.
const OURS: u64 = 64 << 20;

/// For the zygote and all that comes of it.
pub(crate) fn apply(limits: &Limits, profile: Profile, data_before: u64) -> io::Result<()> {
    sys::limit(libc::RLIMIT_CORE, 0)?;
    sys::limit(libc::RLIMIT_FSIZE, 0)?;
    sys::limit(libc::RLIMIT_MSGQUEUE, 0)?;
    sys::limit(libc::RLIMIT_MEMLOCK, 0)?;
    sys::limit(libc::RLIMIT_NOFILE, if profile == Profile::Pure { 64 } else { 1024 })?;
    sys::limit(libc::RLIMIT_DATA, data_before + limits.memory + OURS)
}

/// For one invocation.
pub(crate) fn apply_to_guest(cpu: Duration) -> io::Result<()> {
    // Whole seconds, and never less than asked. A second later comes the signal that is not told from others.
    sys::limit_softly(libc::RLIMIT_CPU, cpu.as_secs() + 1, cpu.as_secs() + 2)
}

/// A control group. It goes when this is dropped, which must be after its processes went.
#[derive(Debug)]
pub(crate) struct Group {
    directories: Vec<PathBuf>,
}

impl Group {
    /// Makes one and puts the process into it; `None` where none can be made.
    pub(crate) fn around(pid: u32, limits: &Limits, processes: u32) -> Option<Self> {
        let name = format!("assay-{}-{pid}", std::process::id());
        let settings = |v2: bool| {
            let memory = if v2 { "memory.max" } else { "memory.limit_in_bytes" };
            [
                ("memory", memory, limits.memory_together.to_string()),
                ("pids", "pids.max", processes.to_string()),
            ]
        };
        let base = Path::new("/sys/fs/cgroup");
        let v2 = base.join("cgroup.controllers").exists();
        let mut group = Self { directories: Vec::new() };
        for (controller, file, value) in settings(v2) {
            let parent = if v2 { own_group(base)? } else { base.join(controller) };
            let directory = parent.join(&name);
            if !group.directories.contains(&directory) {
                fs::create_dir(&directory).ok()?;
                group.directories.push(directory.clone());
            }
            fs::write(directory.join(file), value).ok()?;
        }
        for directory in &group.directories {
            fs::write(directory.join("cgroup.procs"), pid.to_string()).ok()?;
        }
        Some(group)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        for directory in &self.directories {
            // It is busy for a moment after its last process.
            for _ in 0..20 {
                if fs::remove_dir(directory).is_ok() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

/// The group beside which ours can stand: this process's parent, for a group with processes has no children.
fn own_group(base: &Path) -> Option<PathBuf> {
    let text = fs::read_to_string("/proc/self/cgroup").ok()?;
    let own = text.lines().find_map(|line| line.strip_prefix("0::/"))?.to_owned();
    Some(base.join(Path::new(&own).parent()?))
}
