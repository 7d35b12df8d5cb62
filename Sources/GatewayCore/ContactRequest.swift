/// A friend request that waits until its contact has been seen online.
public struct ContactRequest: Hashable, Sendable {
  /// The message of a request where the person gave none. Bots do not handle it as a message.
  public static let greeting = "Hello from Postern"

  public var noSpam: UInt32
  public var message: String

  public init(noSpam: UInt32, message: String) {
    self.noSpam = noSpam
    self.message = message
  }
}
