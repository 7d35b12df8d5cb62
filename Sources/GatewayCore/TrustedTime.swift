/// The time by which a home erases what is too old: the wall clock, as far as it is trusted.
///
/// A machine that was off for two months and a clock that is two months ahead look the same at the
/// start. So a wall clock that went forward is trusted once it has held while the bot ran: as long
/// as it went forward, at most a day. Until then the time continues from where it was, and nothing
/// is erased early. A clock that went back is followed at once, since the earlier time erases less,
/// and the former time is remembered for as long.
///
/// The wall clock always equals `trusted` plus the two jumps.
public struct TrustedTime: Hashable, Sendable {
  /// How far the wall clock jumped, and for how long it has held since, in milliseconds.
  public struct Jump: Hashable, Sendable {
    public var size: Int64
    public var held: Int64

    public init(size: Int64, held: Int64 = 0) {
      self.size = size
      self.held = held
    }

    /// Milliseconds until it is trusted.
    var remaining: Int64 {
      max(0, Int64(min(size.magnitude, UInt64(TrustedTime.waitMax))) &- held)
    }
  }

  /// A jump that is trusted without a wait: 15 minutes. A restart takes less.
  public static let tolerance: Int64 = 900_000
  /// The longest time for which a jump has to hold: a day.
  public static let waitMax: Int64 = 86_400_000

  public private(set) var trusted: UnixMilliseconds
  /// The jump that is waited for.
  public private(set) var jump: Jump?
  /// Later jumps, which do not restart its wait: on a machine that is off every night it would
  /// never end.
  public private(set) var laterJump: Jump?

  public init(trusted: UnixMilliseconds, jump: Jump? = nil, laterJump: Jump? = nil) {
    self.trusted = trusted
    self.jump = jump
    self.laterJump = laterJump
  }

  /// The wall clock when it was last read.
  public var wall: UnixMilliseconds { trusted.advanced(byMilliseconds: lead) }

  /// How far the wall clock is ahead of the trusted time, in milliseconds.
  public var lead: Int64 { (jump?.size ?? 0) &+ (laterJump?.size ?? 0) }

  /// The time for decisions on what is too old.
  public var forErasing: UnixMilliseconds { min(trusted, wall) }

  /// Milliseconds of running until the wall clock is trusted completely; 0 where it is not ahead.
  public var remaining: Int64 {
    guard lead > 0, let jump else { return 0 }
    return max(jump.remaining, laterJump?.remaining ?? 0)
  }

  /// Reads the wall clock in a process that has read it before.
  ///
  /// - Parameter elapsed: milliseconds that passed since then, by a monotonic clock.
  /// - Returns: how far the wall clock was set meanwhile; negative where it went back.
  @discardableResult
  public mutating func run(to wall: UnixMilliseconds, elapsed: Int64) -> Int64 {
    pass(elapsed)
    return move(to: wall)
  }

  /// Reads the wall clock for the first time since the last process ended.
  ///
  /// - Returns: how far the wall clock went meanwhile.
  @discardableResult
  public mutating func start(at wall: UnixMilliseconds) -> Int64 {
    let step = wall.rawValue &- self.wall.rawValue
    // A short stop counts as time in which the clock held.
    if (0...Self.tolerance).contains(step) { pass(step) } else { _ = move(to: wall) }
    believe()
    return step
  }

  /// A person confirms the wall clock.
  public mutating func confirm(_ wall: UnixMilliseconds) { self = TrustedTime(trusted: wall) }

  private mutating func pass(_ elapsed: Int64) {
    trusted = trusted.advanced(byMilliseconds: elapsed)
    jump?.held &+= elapsed
    laterJump?.held &+= elapsed
    believe()
  }

  private mutating func move(to wall: UnixMilliseconds) -> Int64 {
    let step = wall.rawValue &- self.wall.rawValue
    if step.magnitude <= UInt64(Self.tolerance) {
      trusted = trusted.advanced(byMilliseconds: step)
    } else if step > 0, lead > 0, jump != nil {
      laterJump = Jump(size: (laterJump?.size ?? 0) &+ step)
    } else if step < 0, let later = laterJump, later.size &+ step >= 0 {
      // It undoes the later jump first; the wait of the first one continues.
      laterJump = Jump(size: later.size &+ step)
    } else {
      jump = Jump(size: lead &+ step)
      laterJump = nil
    }
    settle()
    return step
  }

  /// Accepts jumps that are too small to wait for.
  private mutating func settle() {
    if let later = laterJump, later.size.magnitude <= UInt64(Self.tolerance) {
      trusted = trusted.advanced(byMilliseconds: later.size)
      laterJump = nil
    }
    if let only = jump, laterJump == nil, only.size.magnitude <= UInt64(Self.tolerance) {
      trusted = trusted.advanced(byMilliseconds: only.size)
      jump = nil
    }
  }

  private mutating func believe() {
    while let held = jump, held.remaining == 0 {
      trusted = trusted.advanced(byMilliseconds: held.size)
      jump = laterJump
      laterJump = nil
    }
  }
}
