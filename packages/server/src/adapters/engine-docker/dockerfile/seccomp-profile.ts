/**
 * What the Docker Engine refuses to containers without CAP_SYS_ADMIN (docs.docker.com/engine/security/seccomp), less what
 * a user namespace of one's own is made of: unshare, setns, mount, umount, pivot_root, chroot, sethostname. Behind these
 * the kernel asks for rights in that namespace, and it has none outside of it.
 */
const refused = [
  "_sysctl acct add_key bpf clock_adjtime clock_adjtime64 clock_settime clock_settime64 create_module delete_module",
  "fanotify_init finit_module get_kernel_syms init_module io_uring_enter io_uring_register io_uring_setup ioperm iopl",
  "kcmp kexec_file_load kexec_load keyctl lookup_dcookie move_pages name_to_handle_at nfsservctl open_by_handle_at",
  "perf_event_open process_vm_readv process_vm_writev ptrace query_module quotactl quotactl_fd reboot request_key",
  "settimeofday stime swapoff swapon sysfs syslog userfaultfd uselib ustat vhangup vm86 vm86old",
].flatMap((line) => line.split(" "));

/** For the engine's security option `seccomp=`. */
export const seccompProfile = JSON.stringify({
  defaultAction: "SCMP_ACT_ALLOW",
  syscalls: [{ names: refused, action: "SCMP_ACT_ERRNO" }],
});
