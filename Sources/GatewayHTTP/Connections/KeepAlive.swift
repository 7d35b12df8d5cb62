import NIOHTTP1

extension HTTPRequestHead {
  /// `isKeepAlive` of NIO compares `Connection` with single words.
  var isKeptAlive: Bool {
    version == .http1_1
      && !headers[canonicalForm: "connection"].contains { $0.lowercased() == "close" }
  }
}
