import ArgumentParser

@main
struct Postern: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "postern", abstract: "A headless chat agent and automation gateway.")
}
