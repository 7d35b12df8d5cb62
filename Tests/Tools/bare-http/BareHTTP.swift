import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The library of the HTTP interface without a bot: a route that reads the body of each request,
/// and answers it at once. Argument: a port of loopback.
@main enum BareHTTP {
  static func main() async throws {
    guard let port = CommandLine.arguments.dropFirst().first.flatMap({ Int($0) }) else {
      fatalError("bare-http PORT")
    }
    var logger = Logger(label: "bare-http")
    logger.logLevel = .critical
    let answer = ByteBuffer(string: #"{"message":18,"reply":"queued"}"#)
    let router = Router()
    router.post("v1/messages") { request, _ in
      for try await _ in request.body {}
      return Response(
        status: .created, headers: [.contentType: "application/json"],
        body: ResponseBody(byteBuffer: answer))
    }
    let application = Application(
      router: router,
      configuration: ApplicationConfiguration(
        address: .hostname("127.0.0.1", port: port), serverName: nil),
      onServerRunning: { _ in
        FileHandle.standardOutput.write(Data("{\"event\":\"listening\"}\n".utf8))
      },
      logger: logger)
    try await application.runService(gracefulShutdownSignals: [])
  }
}
