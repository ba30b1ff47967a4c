# The server, for a PostgreSQL elsewhere (DATABASE_URL). compose.yaml brings both together.

FROM python:3.13-slim-bookworm AS build
WORKDIR /build
RUN python -m venv /opt/account-graph
ENV PATH=/opt/account-graph/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY . ./
RUN pip install --no-deps --no-build-isolation .

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin account-graph
COPY --from=build /opt/account-graph /opt/account-graph
ENV PATH=/opt/account-graph/bin:$PATH PYTHONUNBUFFERED=1 ACCOUNT_GRAPH_HOST=0.0.0.0 ACCOUNT_GRAPH_PORT=8000
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"ACCOUNT_GRAPH_PORT\"]}/readyz', timeout=4)"]
ENTRYPOINT ["account-graph"]
CMD ["serve"]
