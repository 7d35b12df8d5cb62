import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// The library of the HTTP interface without a bot: reads each request, and answers it at once.
/// Argument: a port of loopback.
@main enum BareHTTP {
  static func main() async throws {
    guard let port = CommandLine.arguments.dropFirst().first.flatMap({ Int($0) }) else {
      fatalError("bare-http PORT")
    }
    var logger = Logger(label: "bare-http")
    logger.logLevel = .critical
    let answer = ByteBuffer(string: #"{"message":18,"reply":"queued"}"#)
    let channel = HTTP1Channel { request, writer, _ in
      for try await _ in request.body {}
      let head = HTTPResponse(
        status: .created,
        headerFields: [
          .contentType: "application/json", .contentLength: "\(answer.readableBytes)",
        ])
      try await writer.write(response: head, body: ResponseBody(byteBuffer: answer))
    }
    let server = Server(
      childChannelSetup: channel,
      configuration: ServerConfiguration(
        address: .hostname("127.0.0.1", port: port), serverName: nil),
      onServerRunning: { _ in
        FileHandle.standardOutput.write(Data("{\"event\":\"listening\"}\n".utf8))
      },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    try await server.run()
  }
}
