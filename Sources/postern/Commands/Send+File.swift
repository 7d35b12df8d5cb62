import Foundation
import Gateway
import GatewayCore

extension Send {
  /// Sends a file through the bot that runs on the home, else an agent of our own, and waits until
  /// the contact has it.
  func send(file: SentFile) async throws {
    let path = try home.path
    let deadline = ContinuousClock.now + Self.contention
    while true {
      if let client = try running(path) { return try await send(file, through: client, home: path) }
      do {
        return try await sendByOwnAgent(file, home: path)
      } catch  where BotHome.isInUse(error) && ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }

  private func send(
    _ file: SentFile, through client: ControlClient, home path: String
  ) async throws {
    let state = SentFileState()
    let events = try ControlClient(socketPath: BotHome.socketPath(home: path))
    try events.subscribe(to: Subscription())
    // Reading blocks, until the bot or this command ends.
    nonisolated(unsafe) let followed = events
    Thread.detachNewThread {
      while let line = try? followed.next(within: .seconds(3_600)) { state.note(line: line) }
      state.lose()
    }
    try await wait(for: number(of: try client.ask(.command(command(file)))), file, state)
  }

  private func sendByOwnAgent(_ file: SentFile, home path: String) async throws {
    let state = SentFileState()
    let agent = try await ownAgent(home: path, state.note)
    do {
      var reply = Reply.done
      if isAddress {
        reply = await agent.ask(.command(.contactAdd(address: to, message: request)))
      }
      if !reply.isFailure { reply = await agent.ask(.command(try command(file))) }
      try await wait(for: number(of: reply), file, state)
    } catch {
      await agent.stop()
      throw error
    }
    await agent.finishOthers(atMost: Self.contention)
    await agent.stop()
  }

  private func command(_ file: SentFile) throws -> FileSendCommand {
    .fileSend(to: ContactReference(to), path: file.path, lifetime: try lifetime.milliseconds)
  }

  private func number(of reply: Reply) throws -> Int64 {
    switch reply {
    case .queued(let number): return number
    case .failed(let sentence, _, _): throw Failure(sentence, .refused)
    default: throw Operation.otherVersion
    }
  }

  /// - Throws: `Failure` where the contact does not get it, or nothing moved for `timeout` seconds.
  private func wait(for number: Int64, _ file: SentFile, _ state: SentFileState) async throws {
    var progress = FileProgress(FileName(file.path).shown)
    defer { progress.end() }
    let pause = Duration.seconds(timeout)
    var last: SentFileState.News?
    var deadline = ContinuousClock.now + pause
    while ContinuousClock.now < deadline {
      if let news = state[number], news != last {
        last = news
        deadline = .now + pause
        if try news.isReceived {
          progress.end()
          return try tellReceived(number)
        }
        progress.show(news.position, of: UInt64(file.size))
      }
      guard !state.hasEnded else {
        throw Failure(
          "What runs on the home ended before a receipt came. " + Self.whenSent, .temporary)
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw Failure(
      "Nothing of file \(number) was taken for \(timeout) s: the contact is not online, or has not"
        + " accepted it. It is kept; it goes on when the contact is online at the same time as what"
        + " runs on this home.", .temporary)
  }

  private func tellReceived(_ number: Int64) throws {
    if output.json { return try Output.json(FileReceipt(file: number)) }
    Output.line("received")
  }
}

private struct FileReceipt: Encodable {
  var file: Int64
  var receipt = true
}

extension SentFileState.News {
  /// - Throws: `Failure` where it will not be.
  fileprivate var isReceived: Bool {
    get throws {
      switch state {
      case .whole: return true
      case .refused: throw Failure("The contact refused the file.", .refused)
      case .ended:
        let why = failure.map { ": \($0.words)" } ?? ""
        throw Failure("The file was not sent\(why).", .refused)
      case .offered, .accepted, .waiting: return false
      }
    }
  }
}
