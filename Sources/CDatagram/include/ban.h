#pragma once

/// Takes from this process, with all its threads and for good, the right to make sockets for
/// datagrams and raw packets, and rings (io_uring), which could: each attempt fails with EPERM. TCP
/// and Unix sockets stay.
///
/// Returns false where the kernel has no such filter, or this machine is of a kind that was not tried.
_Bool cdatagram_impose_ban(void);

/// The same for the calling thread alone.
_Bool cdatagram_impose_ban_on_this_thread(void);

/// Whether attempts of the calling thread to make such a socket are refused, on each way to it. They
/// are bound to nothing and send nothing.
_Bool cdatagram_ban_is_held(void);
