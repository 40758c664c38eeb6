/** The second generator, so that the contract is not written to please one alone. */
export default {
  input: '../openapi/openapi.json',
  output: { path: 'generated/sdk', importFileExtension: '.ts' },
  logs: { level: 'warn' },
}
