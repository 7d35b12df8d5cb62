import ToxWire

/// What contacts say about transfers.
///
/// - Spec: "File transfers", FILE_CONTROL 81
extension Files {
  /// A control came. One for an unknown transfer, or at a wrong time, is counted and not
  /// answered.
  ///
  /// - Differs: the reference answers a control for an unknown transfer with KILL, even a KILL: two
  ///   of it can keep that up without end.
  mutating func receiveControl(
    _ payload: [UInt8], on session: SessionID, sessions: inout some SessionSending,
    _ context: inout NodeContext
  ) {
    guard let control = try? FileControl(decoding: payload) else {
      return context.drops.count(.malformed)
    }
    guard let files = files(of: session), heed(control, of: files, sessions: &sessions, &context)
    else {
      return context.drops.count(.unsolicited)
    }
  }

  /// - Returns: false where the control makes no sense.
  private mutating func heed(
    _ control: FileControl, of files: ContactFiles, sessions: inout some SessionSending,
    _ context: inout NodeContext
  ) -> Bool {
    let number = control.number
    let direction: FileTransferID.Direction =
      switch control.direction {
      case .sending: .receiving
      case .receiving: .sending
      }
    switch control.action {
    case .kill:
      guard files.id(number, direction) != nil else { return false }
      end(number, direction, of: files, as: .cancelledByPeer)
      return true
    case .seek(let position):
      guard direction == .sending else { return false }
      return files.sending[number]?.seek(to: position) ?? false
    case .accept where direction == .sending && files.sending[number]?.state == .offered:
      begin(number, of: files)
      return true
    case .accept, .pause:
      let isOn = control.action == .pause
      guard files.setPause(.peers, isOn: isOn, of: number, direction),
        let id = files.id(number, direction)
      else { return false }
      pauseChanged(id, isOn: isOn, of: files, sessions: &sessions, &context)
      return true
    }
  }

  /// The contact accepts what we offer.
  private mutating func begin(_ number: UInt8, of files: ContactFiles) {
    files.sending[number]?.accept()
    guard let id = files.id(number, .sending), let position = files.sending[number]?.position
    else { return }
    tell(.fileAccepted(id, from: position), of: files)
    goOn(number, of: files)
  }

  /// The contact holds a transfer, or lets it go on. One that changes its mind without end is cut
  /// off: each change is an event.
  private mutating func pauseChanged(
    _ id: FileTransferID, isOn: Bool, of files: ContactFiles,
    sessions: inout some SessionSending, _ context: inout NodeContext
  ) {
    guard files.pauses.take(context.now.monotonic) else {
      return cutOff(id.number, direction: id.direction, of: files, sessions: &sessions, &context)
    }
    tell(isOn ? .filePaused(id, byPeer: true) : .fileResumed(id, byPeer: true), of: files)
    if id.direction == .sending { goOn(id.number, of: files) }
  }

  /// Ends a transfer whose other side does not keep to the rules.
  mutating func cutOff(
    _ number: UInt8, direction: FileTransferID.Direction, of files: ContactFiles,
    sessions: inout some SessionSending, _ context: inout NodeContext
  ) {
    context.drops.count(.overLimit)
    let kill = control(
      .kill, of: number, direction: direction.onWire, on: files.session, sessions: &sessions,
      &context)
    end(number, direction, of: files, as: .violation)
    if direction == .receiving { files.noteCancelled(number, by: kill) }
  }
}
