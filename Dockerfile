# No build step: Node 24 runs the TypeScript of src/ as it is.
FROM node:24-slim AS dependencies
WORKDIR /register
COPY package.json package-lock.json ./
COPY client/package.json client/
# Without optional dependencies, that is without the embedded Postgres: a container is given a DATABASE_URL.
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /register
COPY --from=dependencies /register/node_modules node_modules
COPY package.json LICENSE ./
COPY migrations migrations
COPY src src
# Owns none of the files above and writes none.
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "./src/quick-start.ts", "src/main.ts"]
