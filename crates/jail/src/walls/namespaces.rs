//! Namespaces and an empty root: for the guest there is no other process, no network and no file.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rustix::{
    fs::StatVfsMountFlags,
    mount::{
        MountFlags, MountPropagationFlags, UnmountFlags, mount, mount_bind_recursive, mount_change,
        mount_remount, unmount,
    },
};

use crate::{spec::View, sys};

/// Who a guest is for the machine, where there is a choice: nobody.
pub(crate) const NOBODY: u32 = 65_534;

const ALL: i32 = libc::CLONE_NEWUSER
    | libc::CLONE_NEWNS
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWCGROUP;

/// Moves this process into namespaces of its own; its children live in a namespace of processes of their own.
///
/// # Errors
/// What the kernel says where it forbids that, as some systems do to unprivileged users.
pub(crate) fn enter() -> io::Result<()> {
    let (user, group) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
    sys::unshare(ALL)?;
    fs::write("/proc/self/setgroups", "deny")?;
    fs::write("/proc/self/gid_map", format!("{NOBODY} {group} 1"))?;
    fs::write("/proc/self/uid_map", format!("{NOBODY} {user} 1"))
}

/// Where the new root is put together. It exists everywhere, and nothing a view shows lies below it.
const STAGE: &str = "/proc";

/// Makes a root directory that holds the view and nothing else, read-only, and forgets the old one.
pub(crate) fn empty_root(view: &View) -> io::Result<()> {
    mount_change("/", MountPropagationFlags::REC | MountPropagationFlags::PRIVATE)?;
    let flags = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOATIME;
    mount("assay", STAGE, "tmpfs", flags, Some(c"mode=0755,size=4m,nr_inodes=4k"))?;
    let read = view.read.iter().map(|path| (path, MountFlags::NOEXEC));
    let mut paths: Vec<(&PathBuf, MountFlags)> =
        read.chain(view.run.iter().map(|path| (path, MountFlags::empty()))).collect();
    // What lies around comes before what lies within.
    paths.sort_by_key(|(path, _)| *path);
    for (path, more) in paths {
        show(path, more)?;
    }
    let root = MountFlags::BIND | MountFlags::RDONLY | flags | MountFlags::NOEXEC;
    mount_remount(STAGE, root, "")?;
    rustix::process::chdir(STAGE)?;
    rustix::process::pivot_root(".", ".")?;
    unmount(".", UnmountFlags::DETACH)?;
    rustix::process::chdir("/")?;
    Ok(rustix::system::sethostname(b"assay")?)
}

/// One path of the view at its own place below the new root.
fn show(path: &Path, more: MountFlags) -> io::Result<()> {
    let Ok(relative) = path.strip_prefix("/") else { return Err(io::ErrorKind::InvalidInput.into()) };
    let at = Path::new(STAGE).join(relative);
    if path.is_dir() {
        fs::create_dir_all(&at)?;
    } else {
        fs::create_dir_all(at.parent().unwrap_or(Path::new(STAGE)))?;
        fs::OpenOptions::new().create(true).append(true).open(&at)?;
    }
    mount_bind_recursive(path, &at)?;
    let mut flags = MountFlags::BIND | MountFlags::RDONLY | MountFlags::NOSUID | MountFlags::NODEV | more;
    // How the machine keeps times of access stays as it is; the kernel refuses anything else.
    let kept = rustix::fs::statvfs(&at)?.f_flag;
    for (had, flag) in [
        (StatVfsMountFlags::NOATIME, MountFlags::NOATIME),
        (StatVfsMountFlags::RELATIME, MountFlags::RELATIME),
    ] {
        if kept.contains(had) {
            flags |= flag;
        }
    }
    Ok(mount_remount(&at, flags, "")?)
}
