import GatewayCore
import GatewayWebhooks
import Testing

extension AllowedAddresses {
  /// Where the receivers of tests are.
  static let local: AllowedAddresses = {
    guard let allowed = try? AllowedAddresses(["127.0.0.0/8", "::1", "localhost"]) else {
      preconditionFailure("these are addresses")
    }
    return allowed
  }()
}

/// What the courier does not connect to, however it is written and whatever it is called.
@Suite(.timeLimit(.minutes(1))) struct `Addresses that are refused` {
  private func request(_ url: String, webhook: String = "desk") -> WebhookRequest {
    WebhookRequest(webhook: webhook, url: url, content: .empty)
  }

  private func result(
    of url: String, _ route: CourierRoute = .direct, allowing texts: [String] = []
  ) async throws -> DeliveryResult? {
    let courier = try Courier(route: route)
    defer { courier.shutdown() }
    return await courier.send(request(url), allowing: try AllowedAddresses(texts))
  }

  private func isRefused(_ result: DeliveryResult?) -> Bool {
    guard case .unreachable(let sentence)? = result else { return false }
    return sentence.hasPrefix("The receiver's address is ") && sentence.contains("allow = \"")
  }

  static let spellings = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0X7F.1",
    "017700000001", "0177.0.0.1", "0177.1", "127.0.0.1.", "127.1.", "0x7f.1.", "0", "0.0.0.0",
    "127%2e0.0.1", "%31%32%37.0.0.1", "localhost", "LOCALHOST", "localhost.", "a.localhost",
    "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1%25lo]", "[fe80::1%lo]",
    "[::1%251]", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "169.254.169.254",
    "0xa9fea9fe", "2852039166", "[fd00:ec2::254]", "224.0.0.1", "[ff02::1]", "255.255.255.255",
    "user:pass@127.0.0.1", "desk.example@127.0.0.1",
  ]

  @Test(arguments: spellings)
  func `are refused in every spelling, with the setting that allows them`(
    host: String
  ) async throws {
    let receiver = try Receiver(.answer("HTTP/1.1 204 X\r\n\r\n"))
    let front = try SocksFront()
    let proxy = CourierProxy(address: front.address) { _ in (user: "u", password: "p") }
    let url = "http://\(host):\(receiver.port)/"
    for route in [CourierRoute.direct, .pinned([:]), .proxied(proxy)] {
      let result = try await result(of: url, route)
      // What curl's parser refuses is refused for another reason.
      let isNoURL = ReceiverAddress(url: url) == nil
      #expect(isNoURL || isRefused(result), "\(String(describing: result))")
      if case .delivered? = result { Issue.record("it was sent to") }
    }
    #expect(receiver.connections == 0)
    #expect(front.visits.isEmpty)
  }

  @Test func `are refused where a name has one, and none is connected to`() async throws {
    let receiver = try Receiver(.answer("HTTP/1.1 204 X\r\n\r\n"))
    let url = "http://desk.invalid:\(receiver.port)/"
    let pinned = CourierRoute.pinned(["desk.invalid": "127.0.0.1"])
    #expect(isRefused(try await result(of: url, pinned)))
    #expect(receiver.connections == 0)
    for entry in ["127.0.0.1", "127.0.0.0/8", "desk.invalid"] {
      let result = try await result(of: url, pinned, allowing: [entry])
      #expect(result == .delivered(status: 204), "\(entry)")
    }
    #expect(receiver.connections == 3)
  }

  @Test func `are not reached by a connection that another webhook may use`() async throws {
    let receiver = try Receiver(.answer("HTTP/1.1 200 X\r\ncontent-length: 0\r\n\r\n"))
    let url = "http://desk.invalid:\(receiver.port)/"
    let courier = try Courier(route: .pinned(["desk.invalid": "127.0.0.1"]))
    defer { courier.shutdown() }
    for _ in 0..<2 {
      #expect(await courier.send(request(url)) == .delivered(status: 200))
    }
    #expect(receiver.connections == 1, "the connection is used again")
    let other = await courier.send(request(url, webhook: "other"), allowing: AllowedAddresses())
    #expect(isRefused(other))
    #expect(receiver.requests.count == 2)
  }

  @Test func `are told to the doctor as well`() async throws {
    let receiver = try Receiver(.answer("HTTP/1.1 204 X\r\n\r\n"))
    let courier = try Courier()
    defer { courier.shutdown() }
    let fault = await withCheckedContinuation { continuation in
      courier.connect(to: Webhook(name: "desk", url: receiver.url)) {
        continuation.resume(returning: $0)
      }
    }
    #expect(fault?.contains("allow = \"127.0.0.1\"") == true)
    #expect(receiver.connections == 0)
  }
}
