import HTTPTypes
import NIOHTTP1

/// Whether the requests of a connection are meant for this server, and not too many at once.
struct RequestCheck {
  private let hosts: HostNames
  /// The last `Host` that was found among the names.
  private var host: String?
  private let waitingMax: Int

  struct Refusal {
    var status: HTTPResponse.Status
    var reason: APIRefusal
    var sentence: String
  }

  init(hosts: HostNames, waitingMax: Int) {
    self.hosts = hosts
    self.waitingMax = waitingMax
  }

  /// - Parameter waiting: how many requests before it have no answer yet.
  /// - Returns: nil where the request may be read.
  mutating func refusal(of head: HTTPRequestHead, waiting: Int) -> Refusal? {
    let named = head.headers["host"]
    guard named.count == 1 else {
      return Refusal(status: .badRequest, reason: .host, sentence: "A request has one Host.")
    }
    guard named[0] == host || hosts.contains(named[0]) else {
      return Refusal(
        status: .misdirectedRequest, reason: .host,
        sentence: "This server is not known by that Host.")
    }
    host = named[0]
    guard head.uri.first == "/" else {
      return Refusal(
        status: .badRequest, reason: .request, sentence: "The target of a request is a path.")
    }
    guard waiting < waitingMax else {
      return Refusal(
        status: .tooManyRequests, reason: .request,
        sentence: "At most \(waitingMax) requests of a connection wait for answers.")
    }
    return nil
  }
}
