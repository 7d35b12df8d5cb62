import GatewayCore
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayHTTP
@testable import GatewaySeal

/// Signing in on one's own computer.
@Suite struct `Own sessions` {

  private func sessions(
    key: SealedMessages? = nil, clock: FakeClock = FakeClock(), links: Links
  ) -> OwnSessions {
    let sessions = OwnSessions(
      keys: HomeKeys(bytes: [UInt8](repeating: 3, count: HomeKeys.size)), name: "owner", key: key,
      now: { clock.now }, changed: {}, tell: { links.add($0) })
    sessions.makeLink()
    return sessions
  }

  private final class Links: Sendable {
    private let all = Mutex<[String]>([])
    func add(_ link: String) { all.withLock { $0.append(link) } }
    var last: String { all.withLock { $0.last ?? "" } }
    var count: Int { all.withLock(\.count) }
  }

  private func signIn(_ sessions: OwnSessions, _ link: String) -> String? {
    guard case .signedIn(let secret, nil) = sessions.signIn(SignInAttempt(.token(link))) else {
      return nil
    }
    return secret
  }

  @Test func `begin with a link, once`() throws {
    let links = Links()
    let sessions = sessions(links: links)
    let first = links.last
    for wrong in ["", "x", String(first.dropLast()), first + "x", first.uppercased()] {
      #expect(signIn(sessions, wrong) == nil)
    }
    let proof = SignInAttempt.Proof.passphrase(name: "owner", passphrase: first, code: "")
    #expect(sessions.signIn(SignInAttempt(proof)) == .failed(.refused))
    let secret = try #require(signIn(sessions, first))
    #expect(signIn(sessions, first) == nil && links.count == 2 && links.last != first)
    let client = try #require(sessions.client(ofSession: secret, isActivity: true)).client
    #expect(client.authorization == .owner && client.name == "owner" && !client.isMember)
    #expect(sessions.client(ofSession: first, isActivity: true) == nil)
    let other = try #require(signIn(sessions, links.last))
    sessions.end(client.session)
    #expect(sessions.client(ofSession: secret, isActivity: true) == nil)
    #expect(sessions.client(ofSession: other, isActivity: true) != nil)
  }

  @Test func `have the key of the command in the first of them alone, until it is locked`() throws {
    let links = Links()
    let clock = FakeClock()
    let key = SealedMessages(InboxOpener(InboxSecret()))
    let sessions = sessions(key: key, clock: clock, links: links)
    func begin() throws -> Int64 {
      let secret = try #require(signIn(sessions, links.last))
      return try #require(sessions.client(ofSession: secret, isActivity: true)).client.session
    }
    let first = try begin()
    #expect(sessions.unlocked.isUnlocked(first))
    let second = try begin()
    #expect(!sessions.unlocked.isUnlocked(second))
    clock.advance(seconds: 601)
    #expect(!sessions.unlocked.isUnlocked(first))
    #expect(sessions.has(first) && sessions.has(second))
    clock.advance(seconds: 3_600)
    #expect(!sessions.has(first) && !sessions.has(second))
  }
}
