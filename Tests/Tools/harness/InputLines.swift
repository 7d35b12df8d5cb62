import Foundation

/// The lines of standard input, read on a thread of its own, since reading blocks.
func inputLines() -> AsyncStream<String> {
  AsyncStream { continuation in
    Thread.detachNewThread {
      while let line = readLine() { continuation.yield(line) }
      continuation.finish()
    }
  }
}
