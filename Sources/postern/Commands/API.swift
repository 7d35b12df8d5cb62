import ArgumentParser
import Gateway
import GatewayCore

/// `postern api …`
struct API: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "api", abstract: "What the HTTP interface is (postern run --api).",
    subcommands: [OpenAPI.self])

  struct OpenAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "openapi",
      abstract: "Print the HTTP interface as an OpenAPI document, of which clients are made.")

    func run() async throws {
      try await Failure.reported { Output.json(lines: [APIDescription.openAPI]) }
    }
  }
}
