// Prints `N passed, N failed` from vitest's own figures (its JSON reports) and the steps that failed; exits 1 unless all passed.
//   node totals.mjs DIRECTORY [FAILED STEP]...
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The reports by their names, and the steps that write them. */
const suites = { test: 'npm test', strength: 'npm run test:strength' }

const [directory, ...broken] = process.argv.slice(2)
const figures = new Map(Object.entries(suites).map(([report, step]) => [step, read(join(directory, `${report}.json`))]))
const sum = (name) => [...figures.values()].reduce((total, some) => total + some[name], 0)
const suiteOf = (step) => step.split(' -- ')[0]
const isCounted = (step) => (figures.get(suiteOf(step))?.failed ?? 0) > 0
// A run without a single passed test proves nothing, even if vitest was content.
const isEmpty = ([suite, { passed, failed }]) =>
  passed + failed === 0 && !broken.some((step) => suiteOf(step) === suite)
const passed = sum('passed')
const failures = sum('failed') + broken.filter((step) => !isCounted(step)).length + [...figures].filter(isEmpty).length
const skipped = sum('skipped')

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
