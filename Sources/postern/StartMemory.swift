import CProcess

/// The memory that only the start of a long-running program needs.
enum StartMemory {
  /// Between the times at which it is given back: once the home is open, so that files which go on
  /// at once do not come on top, and once the program has joined the network too.
  private static let delays = [Duration.seconds(1), .seconds(7)]

  /// - Returns: cancelled when the program ends.
  static func releaseSoon() -> Task<Void, Never> {
    Task.detached(priority: .background) {
      for delay in delays {
        do { try await Task.sleep(for: delay) } catch { return }
        cprocess_release_start()
      }
    }
  }
}
