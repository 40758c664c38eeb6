// What the page at /docs does in the browser: fetches the contract and has Swagger UI show it.
/* global document, fetch, SwaggerUIBundle */

const { api } = document.querySelector('#contract').dataset

// "Try it out" sends every example as a value: without them, a list asks for all there is.
function withoutValues(contract) {
  const operations = Object.values(contract.paths).flatMap((path) => Object.values(path))
  const parameters = [
    ...operations.flatMap((operation) => operation.parameters),
    ...Object.values(contract.components.parameters),
  ]
  for (const parameter of parameters) {
    delete parameter.example
    delete parameter.schema?.example
  }
}

async function show() {
  const response = await fetch('/openapi.json')
  const contract = await response.json()
  withoutValues(contract)
  SwaggerUIBundle({
    dom_id: '#contract',
    spec: {
      ...contract,
      // Told that it is 3.1, as it is, Swagger UI takes all of it apart before it shows any: 3.9 s to open, and not 2.1.
      openapi: '3.0.3',
      // Relative, so that "Try it out" asks the register by the name that the page was reached by.
      servers: [{ url: api, description: 'This register.' }],
    },
    deepLinking: true,
    docExpansion: 'none',
    filter: true,
    defaultModelsExpandDepth: -1,
  })
}

await show()
