import GatewayCore
import GatewayEngine
import GatewayHTTP
import Synchronization
import Testing

@testable import Gateway

/// What ends with a token of the HTTP interface.
@Suite(.timeLimit(.minutes(1))) struct `A revoked token` {
  private let feed = EventFeed(run: UnixMilliseconds(1_767_607_200_000))

  private func publish(_ text: String) {
    feed.publish([.log(text)], at: UnixMilliseconds(0)) { _ in }
  }

  @Test func `ends a stream that waits at once, and one that has events to read`() async throws {
    let isValid = Mutex(true)
    let stream = try #require(
      FeedStream(feed, after: nil) { isValid.withLock(\.self) })
    publish("a")
    #expect(await stream.next(within: .seconds(1))?.map(\.name) == ["following", "log"])
    async let next = stream.next(within: .seconds(50))
    isValid.withLock { $0 = false }
    feed.wakeWaiting()
    #expect(await next == nil)
    publish("a secret")
    #expect(await stream.next(within: .seconds(1)) == nil)
    stream.end()
  }

  @Test(arguments: ["yesterday", "1", "1-2-3", "-1-2", "1-", "", "+1-2", "1-2, 1-3"])
  func `an id that is none of an event opens no stream`(id: String) {
    #expect(FeedStream(feed, after: id) { true } == nil)
  }

  @Test func `is not in the table, which says so to what waits`() throws {
    let bench = try WorkerBench("")
    let changes = Mutex(0)
    let table = try TokenTable(
      store: bench.store, keys: HomeKeys(bytes: [UInt8](repeating: 7, count: HomeKeys.size))
    ) { changes.withLock { $0 += 1 } }
    let made = Mutex<Reply?>(nil)
    func ask(_ command: any Command) {
      let request = ApplicationRequest.command(command)
      bench.receive(
        .control(request, reply: table.following(request) { reply in made.withLock { $0 = reply } })
      )
    }
    ask(TokenNewCommand.tokenNew(label: "x", scopes: [.read]))
    guard case .token(let token, let text)? = made.withLock(\.self) else {
      Issue.record("no token")
      return
    }
    #expect(table.has(token.id) && changes.withLock(\.self) == 1)
    #expect(
      table.client(presenting: text, now: UnixMilliseconds(0))?.client.credential
        == .token(token.id))
    ask(TokenRevokeCommand.tokenRevoke(token.id))
    #expect(!table.has(token.id) && changes.withLock(\.self) == 2)
    #expect(table.client(presenting: text, now: UnixMilliseconds(0)) == nil)
  }
}
