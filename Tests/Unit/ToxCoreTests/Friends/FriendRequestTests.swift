import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `Friend requests of strangers` {
  private let bench = FriendsBench()

  private func request(
    _ message: String = "let me in", from key: LongTermPublicKey,
    noSpam: NoSpam = FriendsBench.noSpam
  ) {
    let request = OnionFriendRequest(noSpam, message: Array(message.utf8))
    bench.friends.receive(request, from: key, &bench.context)
  }

  @Test func `with our nospam it reaches the owner`() {
    let key = bench.person().publicKey
    request(from: key)
    #expect(bench.events() == [.friendRequest(from: key, message: Array("let me in".utf8))])
  }

  @Test func `with another nospam it is dropped`() {
    let key = bench.person().publicKey
    request(from: key, noSpam: NoSpam(5))
    #expect(bench.events() == [])
    #expect(bench.context.drops[.wrongNoSpam] == 1)
    bench.friends.setNoSpam(NoSpam(5))
    request(from: key, noSpam: NoSpam(5))
    #expect(bench.events().count == 1)
  }

  @Test func `a repetition is dropped until 512 others asked`() {
    let key = bench.person().publicKey
    request(from: key)
    request(from: key)
    #expect(bench.events().count == 1)
    #expect(bench.context.drops[.duplicate] == 1)
    for second in 1...512 {
      bench.now = .seconds(Int64(second) * 2)
      request(from: bench.person().publicKey)
    }
    #expect(bench.events().count == 512)
    bench.now = .seconds(1_030)
    request(from: key)
    #expect(bench.events().count == 1)
  }

  private func asking(_ keys: some Sequence<LongTermPublicKey>) -> [Event] {
    keys.map { .friendRequest(from: $0, message: Array("let me in".utf8)) }
  }

  @Test func `over 256 at once they are let in sixteen a second, in their order`() {
    let keys = (0..<300).map { _ in bench.person().publicKey }
    for key in keys { request(from: key) }
    #expect(bench.events() == asking(keys.prefix(256)))
    bench.advance(to: .milliseconds(bench.now.monotonic.nanoseconds / 1_000_000 + 500))
    #expect(bench.events() == asking(keys[256..<264]))
    request(from: keys[280])
    #expect(bench.context.drops[.duplicate] == 1)
    let latecomer = bench.person().publicKey
    request(from: latecomer)
    bench.advance(to: .seconds(60))
    #expect(bench.events() == asking(keys[264...] + [latecomer]))
    #expect(bench.context.drops[.overLimit] == 0)
    #expect(bench.context.timers.next() == nil)
  }

  @Test func `so many wait at most`() {
    var limits = Limits()
    limits.friendRequests = RateLimit(burst: 1, perSecond: 1)
    limits.friendRequestsWaiting = 2
    let bench = FriendsBench(limits: limits)
    for _ in 0..<10 {
      bench.friends.receive(
        OnionFriendRequest(FriendsBench.noSpam, message: [1]), from: bench.person().publicKey,
        &bench.context)
    }
    #expect(bench.context.drops[.overLimit] == 7)
    bench.advance(to: .seconds(60))
    #expect(bench.events().count == 3)
  }

  @Test func `who becomes a contact, or asked by a retired Tox ID, waits no longer`() throws {
    for _ in 0..<256 { request(from: bench.person().publicKey) }
    let person = bench.person()
    request(from: person.publicKey)
    try bench.add(person)
    _ = bench.events()
    bench.advance(to: .seconds(5))
    #expect(bench.events() == [])
    for _ in 0..<100 { request(from: bench.person().publicKey) }
    #expect(!bench.events().isEmpty)
    bench.friends.setNoSpam(NoSpam(5))
    bench.advance(to: .seconds(60))
    #expect(bench.events() == [])
  }

  @Test func `a contact and we ourselves cannot ask`() throws {
    let contact = bench.person()
    try bench.add(contact)
    request(from: contact.publicKey)
    #expect(bench.context.drops[.duplicate] == 1)
    request(from: bench.context.longTerm.publicKey)
    #expect(bench.context.drops[.fromOurselves] == 1)
    #expect(bench.events() == [])
  }

  @Test func `a former contact may ask again`() throws {
    let person = bench.person()
    request(from: person.publicKey)
    let id = try bench.add(person)
    bench.friends.remove(id, sessions: &bench.sessions, &bench.context)
    request(from: person.publicKey)
    #expect(bench.events().count == 2)
  }
}

@Suite struct `Our friend requests` {
  private let bench = FriendsBench()

  private func requests() -> Int {
    bench.notices().count {
      if case .sendOnion(_, let bytes) = $0 { bytes.first == OnionFriendRequest.id } else { false }
    }
  }

  @Test func `it waits until the onion found the contact, then goes after 5, 10, 20 s`() throws {
    let id = try bench.add(bench.person(), request: "hello")
    bench.advance(to: .seconds(100))
    #expect(requests() == 0)
    bench.onionFinds(id)
    let request = OnionFriendRequest(NoSpam(9), message: Array("hello".utf8))
    #expect(bench.notices().contains(.sendOnion(id, request.encoded())))
    for (milliseconds, count) in [
      (104_999, 0), (105_000, 1), (114_999, 0), (115_000, 1), (134_999, 0), (135_000, 1),
    ] {
      bench.advance(to: .milliseconds(Int64(milliseconds)))
      #expect(requests() == count)
    }
  }

  @Test func `it repeats at least each hour, without end`() throws {
    let id = try bench.add(bench.person(), request: "hello")
    bench.onionFinds(id)
    bench.advance(to: .seconds(20_000))
    _ = bench.notices()
    bench.advance(to: .seconds(20_000 + 36_000))
    #expect(requests() == 10)
  }

  @Test func `found anew it repeats quickly again, but not twice in 5 s`() throws {
    let id = try bench.add(bench.person(), request: "hello")
    bench.onionFinds(id)
    bench.advance(to: .seconds(1_000))
    _ = bench.notices()
    bench.onionFinds(id)
    bench.onionFinds(id)
    #expect(requests() == 1)
    bench.advance(to: .seconds(1_005))
    #expect(requests() == 1)
  }

  @Test func `it ends when the contact comes online`() throws {
    let person = bench.person()
    let id = try bench.add(person, request: "hello")
    bench.onionFinds(id)
    let session = bench.incoming(from: person, bench.dhtKey())
    bench.established(session)
    _ = bench.notices()
    _ = bench.sent()
    bench.advance(to: .seconds(5))
    #expect(
      bench.sent() == [
        .friendRequest(FriendRequest(noSpam: NoSpam(9), message: Array("hello".utf8)))
      ])
    bench.says(Online(), on: session)
    _ = bench.sent()
    bench.advance(to: .seconds(30))
    #expect(bench.sent().allSatisfy { $0 == .alive })
    #expect(requests() == 0)
  }

  @Test func `a contact is refused where it makes no sense`() throws {
    let person = bench.person()
    func add(_ key: LongTermPublicKey, _ message: [UInt8]? = nil) throws {
      let request = message.map { (noSpam: NoSpam(9), message: $0) }
      _ = try bench.friends.add(key, request: request, &bench.context)
    }
    let key = person.publicKey
    #expect(throws: AddFriendError.messageEmpty) { try add(key, []) }
    #expect(throws: AddFriendError.messageTooLong) {
      try add(key, [UInt8](repeating: 65, count: 922))
    }
    #expect(throws: AddFriendError.ourselves) { try add(bench.context.longTerm.publicKey) }
    #expect(throws: AddFriendError.invalidKey) { try add(LongTermPublicKey(.zero)) }
    try add(key, [UInt8](repeating: 65, count: 921))
    #expect(throws: AddFriendError.alreadyContact) { try add(key) }
  }

  @Test func `there are no more contacts than the limit says`() throws {
    var limits = Limits()
    limits.contacts = 1
    let bench = FriendsBench(limits: limits)
    try bench.add(bench.person())
    #expect(throws: AddFriendError.tooMany) { try bench.add(bench.person()) }
  }
}
