//! Refuses system calls that no exercise needs, by seccomp: such a call ends the process, and
//! the ruling says so.
//!
//! The list names the refused calls, not the permitted ones: a newer C library or kernel
//! must not cost a student points. Landlock and the limits still restrict calls that the list
//! overlooks.

use std::collections::BTreeMap;
use std::error::Error;
use std::io;

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule, apply_filter, sock_filter,
};

/// What a check has to be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    /// Start threads, and nothing else.
    Model,
    /// Start its own binary, and use pairs of sockets to communicate with it.
    Processes,
}

/// Calls that are refused to every check: other programs and their memory, the administration of
/// the system, owners and attributes of files, and a new session, which would escape
/// when the session is killed.
const REFUSED: &[i64] = &[
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_acct,
    libc::SYS_add_key,
    libc::SYS_adjtimex,
    libc::SYS_bind,
    libc::SYS_bpf,
    libc::SYS_chroot,
    libc::SYS_clock_adjtime,
    libc::SYS_clock_settime,
    libc::SYS_connect,
    libc::SYS_delete_module,
    libc::SYS_execveat,
    libc::SYS_fanotify_init,
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    libc::SYS_fchown,
    libc::SYS_fchownat,
    libc::SYS_finit_module,
    libc::SYS_fremovexattr,
    libc::SYS_fsconfig,
    libc::SYS_fsetxattr,
    libc::SYS_fsmount,
    libc::SYS_fsopen,
    libc::SYS_init_module,
    libc::SYS_inotify_init1,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_io_uring_setup,
    libc::SYS_kcmp,
    libc::SYS_kexec_load,
    libc::SYS_keyctl,
    libc::SYS_listen,
    libc::SYS_lremovexattr,
    libc::SYS_lsetxattr,
    libc::SYS_memfd_create,
    libc::SYS_mount,
    libc::SYS_move_mount,
    libc::SYS_mq_open,
    libc::SYS_msgget,
    libc::SYS_name_to_handle_at,
    libc::SYS_open_by_handle_at,
    libc::SYS_open_tree,
    libc::SYS_perf_event_open,
    libc::SYS_personality,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_send_signal,
    libc::SYS_pivot_root,
    libc::SYS_process_madvise,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_quotactl,
    libc::SYS_reboot,
    libc::SYS_removexattr,
    libc::SYS_request_key,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    libc::SYS_semget,
    libc::SYS_setdomainname,
    libc::SYS_sethostname,
    libc::SYS_setns,
    libc::SYS_setpgid,
    libc::SYS_setsid,
    libc::SYS_settimeofday,
    libc::SYS_setxattr,
    libc::SYS_shmat,
    libc::SYS_shmget,
    libc::SYS_socket,
    libc::SYS_swapoff,
    libc::SYS_swapon,
    libc::SYS_syslog,
    libc::SYS_tkill,
    libc::SYS_truncate,
    libc::SYS_umount2,
    libc::SYS_unshare,
    libc::SYS_userfaultfd,
    libc::SYS_utimensat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chmod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_futimesat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_inotify_init,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_ioperm,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_iopl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lchown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_modify_ldt,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_utime,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_utimes,
];

/// Stands in a filter for the id of the filtered process, which is known only
/// once that process exists. No process has this id: ids go up to 2^22.
const OWN: u32 = 0x7ace_0001;

/// The largest number of instructions of a filter.
const MOST: usize = 1024;

/// Fills the unused part of a filter's array.
const NOTHING: sock_filter = sock_filter {
    code: 0,
    jt: 0,
    jf: 0,
    k: 0,
};

/// The filters of a process.
pub(super) struct Filters {
    filters: Vec<BpfProgram>,
}

impl Filters {
    /// The filters of a profile.
    pub(super) fn of(profile: Profile) -> Result<Self, Box<dyn Error>> {
        let refused = filter(refused(profile)?, SeccompAction::KillProcess)?;
        // Its flags are in memory, which a filter cannot read. The C library treats this error
        // as an old kernel, and uses `clone`.
        let old = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
        let no_such_call = u32::try_from(libc::ENOSYS).unwrap_or_default();
        let unknown = filter(old, SeccompAction::Errno(no_such_call))?;
        Ok(Self {
            filters: vec![refused, unknown],
        })
    }

    /// Installs the filters for the calling thread, which is the only one of its process.
    /// Makes only system calls, and writes only to its stack.
    pub(super) fn enter(&self) -> io::Result<()> {
        let own = std::process::id();
        for filter in &self.filters {
            let mut copy = [const { NOTHING }; MOST];
            for (to, from) in copy.iter_mut().zip(filter) {
                let k = if from.k == OWN { own } else { from.k };
                *to = sock_filter { k, ..*from };
            }
            apply_filter(&copy[..filter.len().min(MOST)])
                .map_err(|_| io::Error::last_os_error())?;
        }
        Ok(())
    }
}

fn filter(
    rules: BTreeMap<i64, Vec<SeccompRule>>,
    action: SeccompAction,
) -> Result<BpfProgram, Box<dyn Error>> {
    let target = std::env::consts::ARCH.try_into()?;
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, action, target);
    let program: BpfProgram = filter?.try_into()?;
    match program.len() {
        0..=MOST => Ok(program),
        length => Err(format!("a filter of {length} instructions is too long").into()),
    }
}

/// The calls that end a check, each with its conditions: always, if there is none.
fn refused(profile: Profile) -> Result<BTreeMap<i64, Vec<SeccompRule>>, BackendError> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        REFUSED.iter().map(|&call| (call, Vec::new())).collect();
    let mut when = |call, argument, is, value: u64| -> Result<(), BackendError> {
        let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, is, value);
        let rule = SeccompRule::new(vec![condition?])?;
        rules.entry(call).or_default().push(rule);
        Ok(())
    };
    let own = u64::from(OWN);
    let grader = u64::from(std::process::id());
    match profile {
        Profile::Model => {
            // A process that is not a thread.
            let thread = u64::try_from(libc::CLONE_THREAD).unwrap_or_default();
            when(libc::SYS_clone, 0, SeccompCmpOp::MaskedEq(thread), 0)?;
            when(libc::SYS_kill, 0, SeccompCmpOp::Ne, own)?;
            when(libc::SYS_tgkill, 0, SeccompCmpOp::Ne, own)?;
            rules.insert(libc::SYS_socketpair, Vec::new());
            #[cfg(target_arch = "x86_64")]
            rules.extend([libc::SYS_fork, libc::SYS_vfork].map(|call| (call, Vec::new())));
        }
        Profile::Processes => {
            // A check may send signals to its own children, whose ids are not known yet. So the
            // filter refuses only signals to all processes, to a group and to the grader. If
            // Landlock restricts signals, it allows only those to children.
            when(libc::SYS_kill, 0, SeccompCmpOp::Eq, 0)?;
            when(libc::SYS_kill, 0, SeccompCmpOp::Gt, 0x7fff_ffff)?;
            when(libc::SYS_kill, 0, SeccompCmpOp::Eq, grader)?;
            when(libc::SYS_tgkill, 0, SeccompCmpOp::Eq, grader)?;
            let unix = u64::try_from(libc::AF_UNIX).unwrap_or_default();
            when(libc::SYS_socketpair, 0, SeccompCmpOp::Ne, unix)?;
        }
    }
    Ok(rules)
}
