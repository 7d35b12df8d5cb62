import ArgumentParser
import Foundation
import Gateway
import GatewayCore

extension Failure.Kind {
  /// The exit status, after sysexits(3).
  var exitStatus: Int32 {
    switch self {
    case .refused: 1
    case .usage: 64
    case .data: 65
    case .incomplete: 66
    case .unavailable: 69
    case .cannotCreate: 73
    case .inputOutput: 74
    case .temporary: 75
    case .configuration: 78
    }
  }
}

extension Failure {
  /// Runs a command and writes what it printed; a failure is printed as one line on standard error
  /// and becomes the exit status.
  static func reported<Value>(_ body: () async throws -> Value) async throws -> Value {
    defer { Output.finish() }
    do {
      return try await body()
    } catch let error where error is CleanExit || error is ExitCode || error is ValidationError {
      throw error
    } catch {
      let failure = Failure(error)
      Output.note("postern: \(HomeHint.completed(failure.message))")
      throw ExitCode(failure.kind.exitStatus)
    }
  }
}
