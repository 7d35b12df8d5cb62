import ArgumentParser
import Foundation

@main
struct Benchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interop-benchmark",
    abstract: "Measures a bot with c-toxcore clients, in a network namespace of its own.",
    subcommands: [Compare.self, Echo.self, Thousands.self, Flooded.self],
    defaultSubcommand: Compare.self)
}

/// How far it is, beside the results.
func note(_ words: String) {
  FileHandle.standardError.write(Data("\(words)\n".utf8))
}

/// One line of results: `name=value` pairs, easy to read and to cut.
func report(_ name: String, _ values: KeyValuePairs<String, Double>) {
  let pairs = values.map { "\($0.key)=\(($0.value * 1000).rounded() / 1000)" }
  print(([name] + pairs).joined(separator: " "))
}
