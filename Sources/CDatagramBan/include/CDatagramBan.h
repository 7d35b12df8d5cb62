#pragma once

/// Takes from this process, with all its threads and for good, the right to make sockets for
/// datagrams and raw packets: each attempt fails with EPERM. TCP and Unix sockets stay.
///
/// Returns false where the kernel has no such filter, or this machine is of a kind that was not tried.
_Bool cdatagramban_impose(void);
