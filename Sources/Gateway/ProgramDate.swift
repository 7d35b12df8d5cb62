import Foundation
import GatewayCore

/// When this program was made: no right clock says an earlier date.
enum ProgramDate {
  /// Zones, and machines that build with a clock a little ahead: a day.
  static let tolerance: Int64 = 86_400_000

  /// The date of the program's file; nil where that can't be told.
  static var known: UnixMilliseconds? {
    let date = Bundle.main.executablePath.flatMap {
      try? FileManager.default.attributesOfItem(atPath: $0)[.modificationDate] as? Date
    }
    return date.map { UnixMilliseconds(Int64($0.timeIntervalSince1970 * 1_000)) }
  }

  /// Before it the clock has lost its time.
  static var earliestNow: UnixMilliseconds {
    known?.advanced(byMilliseconds: -tolerance) ?? UnixMilliseconds(0)
  }
}
