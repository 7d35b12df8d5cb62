import Foundation
import NIOPosix

/// Many clients of ours in one process: what `interop-peer` is with c-toxcore, as far as a
/// benchmark needs it, in the same language of command lines.
///
/// A client takes a tenth of the CPU of one of c-toxcore's, so that a fast bot or thousands of
/// contacts can be measured on a small machine, and needs nothing installed.
@main
enum PosternPeer {
  static func main() async throws {
    let commands = Commands(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
    let clock = Task {
      while !Task.isCancelled {
        try await Task.sleep(for: .milliseconds(50))
        commands.tick()
      }
    }
    // A thread of its own, since reading blocks.
    let lines = AsyncStream<String> { continuation in
      Thread.detachNewThread {
        while let line = readLine() { continuation.yield(line) }
        continuation.finish()
      }
    }
    var sequence = 0
    for await line in lines {
      if line == "quit" {
        Line.reply("quit", sequence).say()
        break
      }
      await commands.run(line, sequence)
      sequence += 1
    }
    clock.cancel()
  }
}
