/// The code of a request to become a contact, where the bot accepts by code: the owner reads it and
/// says which request is meant. Six letters and digits that are not mistaken for others.
public struct RequestCode: Hashable, Sendable {
  public let text: String

  private static let alphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)
  private static let length = 6

  /// Milliseconds for which it holds: an hour.
  public static let lifetime: Int64 = 3_600_000
  /// Requests that have one at a time.
  public static let waitingMax = 100

  /// - Parameter number: any; its last 30 bits count.
  public init(number: UInt64) {
    let characters = (0..<Self.length).map { Self.alphabet[Int(number >> (5 * $0) & 31)] }
    text = String(decoding: characters, as: UTF8.self)
  }

  /// - Returns: nil unless it is written like a code, in whatever case.
  public init?(_ text: String) {
    let text = text.uppercased()
    guard text.utf8.count == Self.length, text.utf8.allSatisfy(Self.alphabet.contains) else {
      return nil
    }
    self.text = text
  }
}
