/// What one event may cost. Each limit ends the rule, never the bot.
public struct RuleBudget: Hashable, Sendable {
  /// Virtual machine instructions for all handlers of one event, and what library functions are
  /// charged in their stead. About 250 million a second.
  public var instructions: Int64
  /// A second line of defence, in wall-clock time; checked every 250 instructions.
  public var milliseconds: Int64
  /// Bytes that the whole machine may hold.
  public var memoryBytes: Int
  /// Bytes that one text or the array of one table may have.
  public var blockBytes: Int

  public init(
    instructions: Int64 = 5_000_000, milliseconds: Int64 = 1_000,
    memoryBytes: Int = 16 << 20, blockBytes: Int = 1 << 20
  ) {
    self.instructions = instructions
    self.milliseconds = milliseconds
    self.memoryBytes = memoryBytes
    self.blockBytes = blockBytes
  }

  public static let standard = RuleBudget()
}
