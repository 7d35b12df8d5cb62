import Glibc

/// The terminal while a line is edited on it: what is printed goes through a pipe, so that the
/// editor shows it above the line.
///
/// The standard descriptors themselves are exchanged: no place that prints needs to know.
final class BorrowedTerminal: Sendable {
  /// The terminal itself.
  let output: Int32
  /// Whence what is printed comes.
  let printed: Int32
  private let errors: Int32?

  /// - Returns: nil where standard output is no terminal, or no descriptor is left.
  init?() {
    guard Terminal.isOutput, let pipe = PrivatePipe() else { return nil }
    let copies = [STDOUT_FILENO, STDERR_FILENO].map { fcntl($0, F_DUPFD_CLOEXEC, 3) }
    guard copies[0] >= 0 else {
      pipe.close()
      return nil
    }
    output = copies[0]
    printed = pipe.reading
    // A standard error that is a file stays one.
    errors = copies[1] >= 0 && Terminal.isErrors ? copies[1] : nil
    if errors == nil, copies[1] >= 0 { close(copies[1]) }
    dup2(pipe.writing, STDOUT_FILENO)
    if errors != nil { dup2(pipe.writing, STDERR_FILENO) }
    close(pipe.writing)
  }

  /// From now on what is printed goes to the terminal directly. `printed` then has its end behind
  /// what still is in it.
  func giveBack() {
    dup2(output, STDOUT_FILENO)
    if let errors { dup2(errors, STDERR_FILENO) }
  }

  deinit {
    close(output)
    close(printed)
    if let errors { close(errors) }
  }
}
