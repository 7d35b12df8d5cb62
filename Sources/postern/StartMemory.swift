import CProcess

/// The memory that only the start of a long-running program needs.
enum StartMemory {
  /// When it is given back: joining the network and opening the home are over by then.
  private static let delay = Duration.seconds(8)

  /// - Returns: cancelled when the program ends.
  static func releaseSoon() -> Task<Void, Never> {
    Task.detached(priority: .background) {
      do { try await Task.sleep(for: delay) } catch { return }
      cprocess_release_start()
    }
  }
}
