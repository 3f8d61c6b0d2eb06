FROM node:22-bookworm-slim AS web
WORKDIR /bdis/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY web .
RUN node build.mjs

FROM rust:1.95-bookworm AS program
WORKDIR /bdis
COPY . .
COPY --from=web /bdis/web/dist web/dist
RUN cargo build --release --locked --bin bdis

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --no-create-home bdis && install --directory --owner=bdis --group=bdis /data
COPY --from=program /bdis/target/release/bdis /usr/local/bin/bdis
USER bdis
WORKDIR /data
ENV DATA_DIR=/data LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["bdis"]
CMD ["serve"]
