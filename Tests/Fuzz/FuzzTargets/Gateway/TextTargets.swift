import Gateway
import GatewayCore
import NIOCore
import NIOEmbedded

/// Bytes at the control socket: lines, and requests in them.
@Sendable func takeControlLines(_ bytes: [UInt8]) {
  let channel = EmbeddedChannel(handler: ByteToMessageHandler(LineDecoder()))
  // In two pieces: a line may come in parts.
  for piece in [bytes.prefix(bytes.count / 3), bytes.dropFirst(bytes.count / 3)] {
    do { try channel.writeInbound(ByteBuffer(bytes: piece)) } catch { return }
  }
  while let line = try? channel.readInbound(as: ByteBuffer.self) {
    precondition(!line.readableBytesView.contains(UInt8(ascii: "\n")), "one line is one line")
    let received = ControlLine.received(line.readableBytesView)
    guard case .request(let request, let author) = received else { continue }
    guard let again = ControlLine.line(request, by: author) else {
      preconditionFailure("a request is written")
    }
    precondition(ControlLine.received(again.dropLast()) == received, "a request comes back")
  }
  _ = try? channel.finish(acceptAlreadyClosed: true)
}

/// What owners type and contacts write.
@Sendable func readTexts(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  if let node = try? BootstrapNode(text) {
    precondition(!node.host.isEmpty && node.port > 0, "a node has an address")
  }
  _ = BotConfiguration.InboxPolicy.Keep(text)
  for bytesMax in [4, 5, 16, 1_372] {
    let parts = MessageParts.split(text, bytesMax: bytesMax)
    precondition(parts.joined().utf8.elementsEqual(text.utf8), "the parts are the text")
    precondition(parts.allSatisfy { (1...bytesMax).contains($0.utf8.count) }, "a part fits")
  }
  var quoted: [UInt8] = []
  quoted.append(jsonString: text)
  precondition(quoted.dropFirst().dropLast().allSatisfy { $0 >= 0x20 }, "nothing is left bare")
}
