import ToxWire

/// One timer for each contact, set for the first thing that is due.
extension Friends {
  /// Moves the contact's timer to where its state wants it.
  func schedule(_ index: Int, _ context: inout NodeContext) {
    let timer = NodeTimer.friend(friends[index].id)
    if let deadline = friends[index].nextDeadline {
      context.timers.set(timer, at: deadline)
    } else {
      context.timers.cancel(timer)
    }
  }

  /// Timer: whatever is due for the contact.
  mutating func timerFired(
    _ id: FriendID, directory: some NodeDirectory, sessions: inout some SessionSending,
    _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: id) else { return }
    hearBehindWhatWaits(of: index, sessions, context)
    endArrivalWhereDue(of: index, &context)
    switch friends[index].state {
    case .searching: announceKeyWhereDue(to: index, directory: directory, &context)
    case .reachable(let whereabouts), .connecting(let whereabouts, _):
      if whereabouts.forgottenAt <= context.now.monotonic { forgetWhereabouts(of: index) }
      announceKeyWhereDue(to: index, directory: directory, &context)
      connectIfReady(index, now: context.now)
    case .established(let link), .arriving(let link, _), .online(let link):
      if link.silentAt <= context.now.monotonic {
        leaveSession(of: index, &context)
        announceKeyWhereDue(to: index, directory: directory, &context)
        connectIfReady(index, now: context.now)
      } else if link.aliveDueAt <= context.now.monotonic {
        send(Alive(), to: index, sessions: &sessions, &context)
        shareRelays(with: index, sessions: &sessions, &context)
        link.planNextAlive(now: context.now)
      }
    }
    schedule(index, &context)
  }

  /// Where so much waits for the owner that nothing after it is delivered, the contact's ALIVE is
  /// not either: then any packet counts as one.
  private func hearBehindWhatWaits(
    of index: Int, _ sessions: some SessionSending, _ context: borrowing NodeContext
  ) {
    guard let link = friends[index].link,
      sessions.isStalled(link.session, context),
      let heardAt = sessions.heardAt(link.session)
    else { return }
    link.aliveHeardAt = max(link.aliveHeardAt, heardAt)
  }
}
