import Testing
import ToxSimulation
import ToxWire

@testable import ToxNIO

/// The bytes are those of RFC 1928 and RFC 1929.
@Suite struct `The SOCKS5 conversation` {
  static let anna = SocksCredentials(user: "anna", password: "pw")
  static let target = SocksDestination.endpoint(Endpoint(.v4(0x7f00_0001), port: 443))

  @Test func `without a user name it has four sentences`() throws {
    var handshake = SocksHandshake(to: Self.target, as: nil)
    #expect(handshake.greeting == [5, 1, 0])
    #expect(try handshake.receive([5, 0]) == [5, 1, 0, 1, 127, 0, 0, 1, 1, 187])
    #expect(try handshake.receive([5, 0, 0, 1, 10, 0, 0, 1, 4, 56]) == [])
    #expect(handshake.isConnected)
  }

  @Test func `a proxy that knows user names is given ours`() throws {
    var handshake = SocksHandshake(to: Self.target, as: Self.anna)
    #expect(handshake.greeting == [5, 2, 0, 2])
    #expect(try handshake.receive([5, 2]) == [1, 4] + Array("anna".utf8) + [2] + Array("pw".utf8))
    #expect(try handshake.receive([1, 0]) == [5, 1, 0, 1, 127, 0, 0, 1, 1, 187])
  }

  @Test func `a proxy that wants no user name gets none`() throws {
    var handshake = SocksHandshake(to: Self.target, as: Self.anna)
    #expect(try handshake.receive([5, 0]) == [5, 1, 0, 1, 127, 0, 0, 1, 1, 187])
  }

  @Test(
    arguments: [
      (
        SocksDestination.endpoint(Endpoint(.v6(0x2001_0db8 << 32, 7), port: 33445)),
        [4, 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0x82, 0xa5]
      ),
      (.name("node.example", port: 80), [3, 12] + Array("node.example".utf8) + [0, 80]),
    ] as [(SocksDestination, [UInt8])])
  func `a destination is an address or a name`(
    _ destination: SocksDestination, _ bytes: [UInt8]
  ) throws {
    var handshake = SocksHandshake(to: destination, as: nil)
    #expect(try handshake.receive([5, 0]) == [5, 1, 0] + bytes)
  }

  @Test(
    arguments: [
      [5, 0, 0, 1, 10, 0, 0, 1, 4, 56], [5, 0, 0, 3, 2, 97, 98, 4, 56],
      [5, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 4, 56],
    ] as [[UInt8]])
  func `bytes that drip one by one are as good as all at once`(_ reply: [UInt8]) throws {
    var handshake = SocksHandshake(to: Self.target, as: Self.anna)
    var answers: [UInt8] = []
    for byte in [5, 2, 1, 0] + reply + [42, 43] {
      answers += try handshake.receive(CollectionOfOne(byte))
      #expect(!handshake.isConnected || handshake.surplus.count <= 2)
    }
    #expect(answers.count == 2 + 4 + 1 + 2 + 10)
    #expect(handshake.isConnected)
    #expect(handshake.surplus == [42, 43])
  }

  @Test func `what the destination says at once is kept for it`() throws {
    var handshake = SocksHandshake(to: Self.target, as: nil)
    _ = try handshake.receive([5, 0, 5, 0, 0, 1, 10, 0, 0, 1, 4, 56, 1, 2, 3])
    #expect(handshake.surplus == [1, 2, 3])
  }

  @Test(
    arguments: [
      ([4, 0], .notSocks5), (Array("HTTP/1.1 400".utf8), .notSocks5), ([5, 0xff], .noLogin),
      ([5, 1], .noLogin), ([5, 2, 1, 1], .loginRefused), ([5, 0, 5, 0, 0, 9, 1], .notSocks5),
    ] as [([UInt8], SocksError)])
  func `what is no answer of a SOCKS5 proxy is refused`(
    _ bytes: [UInt8], _ error: SocksError
  ) {
    var handshake = SocksHandshake(to: Self.target, as: Self.anna)
    #expect(throws: error) { _ = try handshake.receive(bytes) }
  }

  @Test func `every error reply has words of its own`() {
    var words: Set<String> = []
    for code in UInt8(1)...9 {
      var handshake = SocksHandshake(to: Self.target, as: nil)
      #expect(throws: SocksError.refused(code)) {
        _ = try handshake.receive([5, 0, 5, code, 0, 1, 0, 0, 0, 0, 0, 0])
      }
      words.insert(SocksError.refused(code).description)
    }
    #expect(words.count == 9)
  }

  @Test(arguments: UInt64(1)...200)
  func `whatever a proxy says, cut anywhere, ends the same way and never traps`(_ seed: UInt64) {
    var dice = SeededGenerator(seed: seed)
    let beginnings: [[UInt8]] = [
      [], [5], [5, 0], [5, 2, 1, 0], [5, 0, 5, 0, 0], [5, 0, 5, 0, 0, 3],
    ]
    let noise = (0..<40).map { _ in UInt8.random(in: 0...5, using: &dice) }
    let bytes = (beginnings.randomElement(using: &dice) ?? []) + noise
    var rest = bytes[...]
    var pieces: [ArraySlice<UInt8>] = []
    while !rest.isEmpty {
      let size = Int.random(in: 1...7, using: &dice)
      pieces.append(rest.prefix(size))
      rest = rest.dropFirst(size)
    }
    #expect(Self.outcome(of: [bytes[...]]) == Self.outcome(of: pieces))
  }

  /// What it said, and how it ended.
  private static func outcome(of pieces: [ArraySlice<UInt8>]) -> String {
    var handshake = SocksHandshake(to: target, as: anna)
    var said: [UInt8] = []
    do throws(SocksError) {
      for piece in pieces { said += try handshake.receive(piece) }
    } catch {
      return "\(error)"
    }
    return "\(said) \(handshake.isConnected) \(handshake.surplus)"
  }

  @Test func `a proxy without user names is no place for a login`() {
    var handshake = SocksHandshake(to: Self.target, as: nil)
    #expect(throws: SocksError.noLogin) { _ = try handshake.receive([5, 2]) }
  }
}

@Suite struct `A proxy's user names` {
  @Test func `each destination and each run has its own`() {
    let endpoint = Endpoint(.loopback4, port: 9050)
    let (run, other) = (SocksProxy(endpoint, run: 1), SocksProxy(endpoint, run: .max))
    let users = [
      run.credentials(host: "a.example", port: 443), run.credentials(host: "a.example", port: 80),
      run.credentials(host: "b.example", port: 443),
      other.credentials(host: "a.example", port: 443),
    ].map(\.user)
    #expect(Set(users).count == 4)
    #expect(users[0] == run.credentials(host: "a.example", port: 443).user)
  }

  @Test func `a long name is cut to what RFC 1929 takes`() {
    let proxy = SocksProxy(Endpoint(.loopback4, port: 9050), run: 7)
    let credentials = proxy.credentials(host: String(repeating: "a", count: 300), port: 1)
    #expect(credentials.user.utf8.count == 255)
    #expect((1...255).contains(credentials.password.utf8.count))
  }

  @Test(arguments: ["é", "日", "🦉"])
  func `a long name is cut between characters, and fits`(_ character: String) throws {
    let proxy = SocksProxy(Endpoint(.loopback4, port: 9050), run: 7)
    for start in ["", "a", "aa", "aaa"] {
      let host = start + String(repeating: character, count: 300)
      let login = proxy.credentials(host: host, port: 1)
      #expect((252...255).contains(login.user.utf8.count))
      #expect(!login.user.contains("\u{fffd}"))
      var handshake = SocksHandshake(to: .name(host, port: 1), as: login)
      #expect(try handshake.receive([5, 2]).count == 3 + login.user.utf8.count + 16)
    }
  }
}
