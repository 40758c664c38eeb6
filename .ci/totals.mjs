// Prints `N passed, N failed` from vitest's own figures (its JSON report) and the steps that failed; exits 1 unless all passed.
//   node totals.mjs REPORT [FAILED STEP]...
import { readFileSync } from 'node:fs'

const [report, ...broken] = process.argv.slice(2)
const { passed, failed, skipped } = read(report)
const isCounted = (step) => step.startsWith('npm test') && failed > 0
const wrong = failed + broken.filter((step) => !isCounted(step)).length
// A run without a single passed test proves nothing, even if vitest was content.
const failures = wrong === 0 && passed === 0 ? 1 : wrong

process.stdout.write(`${passed} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
process.exitCode = failures > 0 ? 1 : 0

function read(file) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(file, 'utf8'),
    )
    // A file that could not be loaded has no failed test.
    const unloaded = testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
    )
    return { passed: numPassedTests, failed: numFailedTests + unloaded.length, skipped: numPendingTests + numTodoTests }
  } catch {
    // vitest ended before it wrote a report.
    return { passed: 0, failed: 0, skipped: 0 }
  }
}
