/// The form that opens a sealed inbox for one session.
public struct UnlockPage: Sendable {
  public enum Failure: Sendable {
    /// The passphrase is wrong or missing.
    case passphrase
    case noKey
    /// The key opens nothing of this inbox.
    case otherKey
    case tooMany
    case busy
  }

  public var failure: Failure?
  /// The path to go to afterwards.
  public var next: String
  /// Milliseconds without a person after which it locks itself.
  public var idle: Int64
  /// Whether it runs on the computer of the person that reads.
  public var isOwn: Bool

  public init(failure: Failure? = nil, next: String, idle: Int64, isOwn: Bool = false) {
    self.failure = failure
    self.next = next
    self.idle = idle
    self.isOwn = isOwn
  }

  public func html(in frame: PageFrame) -> [UInt8] {
    var frame = frame
    let strings = frame.strings
    if let word {
      frame.notice = PageFrame.Notice(text: strings.text(word), isBad: true)
    }
    let hint = strings.text(
      isOwn ? .ownUnlockHint : .unlockHint, strings.duration(milliseconds: idle))
    let view: PageView = ["next": .path(next), "hint": .html(hint), "isOwn": .flag(isOwn)]
    return frame.page(.unlock, view, title: strings.text(.unlockTitle))
  }

  private var word: Word? {
    switch failure {
    case nil: nil
    case .passphrase: .unlockFailedPassphrase
    case .noKey: .unlockFailedKey
    case .otherKey: .unlockFailedOther
    case .tooMany: .signInLocked
    case .busy: .problemUnavailable
    }
  }
}

extension PageFrame {
  /// What stands for a text that is not opened.
  var sealedText: HTMLText { strings.text(lock == .unlocked ? .sealedOther : .sealedText) }
}
