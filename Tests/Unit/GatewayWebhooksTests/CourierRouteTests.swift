import Foundation
import GatewayCore
import GatewayWebhooks
import Testing

/// Which machines the courier speaks to, and how their addresses are found.
@Suite(.timeLimit(.minutes(1))) struct `Routes of the courier` {
  private func deliver(
    _ urls: [String], _ route: CourierRoute
  ) async throws -> [DeliveryResult?] {
    let courier = try Courier(route: route)
    defer { courier.shutdown() }
    var results: [DeliveryResult?] = []
    for url in urls {
      results.append(
        await courier.send(WebhookRequest(webhook: "desk", url: url, content: .empty)))
    }
    return results
  }

  private func proxied(_ front: SocksFront) -> CourierRoute {
    .proxied(
      CourierProxy(address: front.address) { (user: "run-\($0.port)-\($0.host)", password: "run") })
  }

  @Test func `a pinned name goes to its address, under its own name`() async throws {
    let receiver = try Receiver(.answer("HTTP/1.1 204 X\r\n\r\n"))
    let url = "http://Receiver.invalid:\(receiver.port)/hook"
    let results = try await deliver([url], .pinned(["receiver.invalid": "127.0.0.1"]))
    #expect(results == [.delivered(status: 204)])
    let request = try #require(receiver.requests.first)
    #expect(request.lowercased().contains("\r\nhost: receiver.invalid:\(receiver.port)\r\n"))
  }

  @Test func `a name without a pinned address is not spoken to, an address is`() async throws {
    let receiver = try Receiver(.answer("HTTP/1.1 204 X\r\n\r\n"))
    let results = try await deliver(
      ["http://localhost:\(receiver.port)/", receiver.url], .pinned([:]))
    guard case .unreachable(let sentence)? = results[0] else {
      Issue.record("it was resolved: \(results)")
      return
    }
    #expect(sentence.contains("nothing is resolved"))
    #expect(results[1] == .delivered(status: 204))
    #expect(receiver.connections == 1)
  }

  @Test func `a proxy is given the names as they are, and a user name for each`() async throws {
    let front = try SocksFront()
    let urls = ["http://one.invalid/a", "http://two.onion:81/b", "http://192.0.2.7:82/c"]
    let results = try await deliver(urls + [urls[0]], proxied(front))
    #expect(results == Array(repeating: .delivered(status: 204), count: 4))
    let visits = front.visits
    #expect(visits.map(\.host) == ["one.invalid", "two.onion", "192.0.2.7", "one.invalid"])
    #expect(visits.map(\.port) == [80, 81, 82, 80])
    #expect(visits.map(\.kind) == [3, 3, 1, 3])
    #expect(
      visits.map(\.user)
        == ["run-80-one.invalid", "run-81-two.onion", "run-82-192.0.2.7", "run-80-one.invalid"])
  }

  @Test func `no environment leads around the proxy or to another`() async throws {
    let front = try SocksFront()
    let other = try Receiver(.answer("HTTP/1.1 418 X\r\n\r\n"))
    let names = ["http_proxy", "ALL_PROXY", "all_proxy", "no_proxy", "NO_PROXY"]
    for name in names { setenv(name, name.lowercased() == "no_proxy" ? "*" : other.url, 1) }
    defer { for name in names { unsetenv(name) } }
    let results = try await deliver(["http://one.invalid/a"], proxied(front))
    #expect(results == [.delivered(status: 204)])
    #expect(front.visits.count == 1)
    #expect(other.connections == 0)
  }

  @Test func `a proxy that is away is waited for, in words that name no destination`() async throws
  {
    let results = try await deliver(
      ["http://one.invalid/a"],
      .proxied(CourierProxy(address: "127.0.0.1:1") { _ in (user: "u", password: "p") }))
    #expect(results == [.unreachable("The proxy can't be reached.")])
  }

  @Test(arguments: [
    ("http://Desk.example/x", "desk.example", 80),
    ("https://desk.example:8443", "desk.example", 8443),
    ("https://user:pw@[2001:db8::1]/", "[2001:db8::1]", 443), ("http://127.1/", "127.0.0.1", 80),
  ])
  func `an address is read as curl reads it`(_ url: String, host: String, port: UInt16) throws {
    let address = try #require(ReceiverAddress(url: url))
    #expect(address.host == host)
    #expect(address.port == port)
    #expect(address.isNumeric == !host.contains("example"))
  }

  @Test func `what is no HTTP address is none`() {
    let long = String(repeating: "a", count: 254)
    for url in ["ftp://desk.example/", "http://", "desk", "http://\(long).example/"] {
      #expect(ReceiverAddress(url: url) == nil, "\(url)")
    }
  }
}

/// What is known of a webhook's receiver before anything is sent to it.
@Suite struct `A receiver's address` {
  @Test(arguments: [
    ("https://example.org/x", true, false), ("http://example.org/x", false, false),
    ("http://127.9.0.1:80/", false, true), ("http://localhost/", false, true),
    ("http://LOCALHOST/", false, true), ("http://[::1]:8/", false, true),
    ("http://128.0.0.1/", false, false), ("http://127.0.0.1.example.org/", false, false),
    ("http://localhost.example.org/", false, false), ("http://[::2]/", false, false),
  ])
  func `says whether others can read what is sent`(url: String, isEncrypted: Bool, isLoopback: Bool)
    throws
  {
    let address = try #require(ReceiverAddress(url: url))
    #expect(address.isEncrypted == isEncrypted && address.isLoopback == isLoopback)
  }
}
