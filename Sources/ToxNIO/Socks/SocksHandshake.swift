/// The client's side of the SOCKS5 handshake, up to the proxy's reply.
///
/// Bytes in, bytes out; they may come one by one. What follows the proxy's reply belongs to the
/// destination and is left in `surplus`.
///
/// - Source: RFC 1928 (SOCKS5), RFC 1929 (user name and password)
struct SocksHandshake {
  private enum State {
    /// The proxy chooses a way to log in. Exits: login, reply.
    case methods
    /// The proxy looks at the user name. Exits: reply.
    case login
    /// The proxy connects. Exits: connected.
    case reply
    /// No exits.
    case connected
  }

  private let destination: SocksDestination
  private let credentials: SocksCredentials?
  private var state = State.methods
  /// Bytes that are not parsed yet: fewer than 262 and one read, before the end.
  private var received: [UInt8] = []

  static let version: UInt8 = 5
  static let noLogin: UInt8 = 0
  static let userNameLogin: UInt8 = 2

  /// - Parameter credentials: offered where the proxy accepts user names.
  init(to destination: SocksDestination, as credentials: SocksCredentials?) {
    self.destination = destination
    self.credentials = credentials
  }

  /// What the client says first.
  var greeting: [UInt8] {
    Self.greeting(credentials == nil ? [Self.noLogin] : [Self.noLogin, Self.userNameLogin])
  }

  static func greeting(_ methods: [UInt8]) -> [UInt8] {
    [version, UInt8(methods.count)] + methods
  }

  /// From now on bytes go to and come from the destination.
  var isConnected: Bool { state == .connected }

  /// What the destination said already.
  var surplus: [UInt8] { isConnected ? received : [] }

  /// - Returns: what to answer.
  mutating func receive(_ bytes: some Sequence<UInt8>) throws(SocksError) -> [UInt8] {
    received += bytes
    var answer: [UInt8] = []
    while let next = try step() { answer += next }
    return answer
  }

  /// Takes one whole message of the proxy; nil where none is complete.
  private mutating func step() throws(SocksError) -> [UInt8]? {
    if state != .connected, state != .login, let first = received.first, first != Self.version {
      throw .notSocks5
    }
    switch state {
    case .methods: return try chooseMethod()
    case .login: return try logIn()
    case .reply: return try takeReply()
    case .connected: return nil
    }
  }

  private mutating func chooseMethod() throws(SocksError) -> [UInt8]? {
    guard let sentence = take(2) else { return nil }
    switch (sentence[1], credentials) {
    case (Self.noLogin, _):
      state = .reply
      return request
    case (Self.userNameLogin, let credentials?):
      state = .login
      let (user, password) = (Array(credentials.user.utf8), Array(credentials.password.utf8))
      return [1, UInt8(user.count)] + user + [UInt8(password.count)] + password
    default: throw .noLogin
    }
  }

  private mutating func logIn() throws(SocksError) -> [UInt8]? {
    guard let sentence = take(2) else { return nil }
    guard sentence[1] == 0 else { throw .loginRefused }
    state = .reply
    return request
  }

  private mutating func takeReply() throws(SocksError) -> [UInt8]? {
    if received.count >= 2, received[1] != 0 { throw .refused(received[1]) }
    guard received.count >= 5 else { return nil }
    let addressSize: Int
    switch received[3] {
    case 1: addressSize = 4
    case 3: addressSize = 1 + Int(received[4])
    case 4: addressSize = 16
    default: throw .notSocks5
    }
    guard take(4 + addressSize + 2) != nil else { return nil }
    state = .connected
    return []
  }

  /// Version, "connect", a zero, and where to.
  private var request: [UInt8] { [Self.version, 1, 0] + destination.encoded }

  private mutating func take(_ count: Int) -> [UInt8]? {
    guard received.count >= count else { return nil }
    defer { received.removeFirst(count) }
    return Array(received.prefix(count))
  }
}
