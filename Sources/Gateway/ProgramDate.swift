import Foundation
import GatewayCore

/// When this program was built: a correct clock never shows an earlier date.
enum ProgramDate {
  /// Time zones, and build machines with a clock slightly ahead: a day.
  static let tolerance: Int64 = 86_400_000

  /// The date of the program's file; nil where it is unknown.
  static var known: UnixMilliseconds? {
    let date = Bundle.main.executablePath.flatMap {
      try? FileManager.default.attributesOfItem(atPath: $0)[.modificationDate] as? Date
    }
    return date.map { UnixMilliseconds(Int64($0.timeIntervalSince1970 * 1_000)) }
  }

  /// An earlier date means that the clock has lost its time.
  static var earliestNow: UnixMilliseconds {
    known?.advanced(byMilliseconds: -tolerance) ?? UnixMilliseconds(0)
  }
}
