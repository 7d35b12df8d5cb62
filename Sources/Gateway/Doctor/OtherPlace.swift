import Foundation
import GatewayCore
import GatewayStore

/// Whether another node runs with the bot's key, as the bot saw it when it last ran.
enum OtherPlace {
  /// A day, in milliseconds: an older observation may no longer hold.
  private static let age: Int64 = 86_400_000

  static func findings(home path: String, now: UnixMilliseconds) -> [Finding] {
    let stored = try? Store.reading(home: path) { reader throws(StoreError) in
      try reader.meta(.seenElsewhereAt)
    }
    guard let bytes = (stored ?? nil) ?? nil,
      let seen = Int64(String(decoding: bytes, as: UTF8.self)),
      abs(now.rawValue - seen) < age
    else { return [] }
    let date = Date(timeIntervalSince1970: Double(seen) / 1_000).formatted(.iso8601)
    return [
      Finding(
        "identity", .fail,
        words:
          "at \(date) the same key ran in another place too: stop one of the two, or give it a key of"
          + " its own")
    ]
  }
}
