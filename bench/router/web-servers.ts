/** Configurations of the two servers that are no npm packages: one process on one core, connections to the backend kept. */

export interface WebServerPlan {
  readonly port: number;
  /** `host:port` */
  readonly backend: string;
  /** For its process id, its log and its temporary files. */
  readonly directory: string;
}

/** Nginx writes its default access log, one line per request, to a file. */
export function nginxConfiguration({ port, backend, directory }: WebServerPlan): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off;
worker_processes 1;
pid ${directory}/nginx.pid;
error_log ${directory}/nginx-error.log;
events { worker_connections 4096; }
http {
  access_log ${directory}/nginx-access.log;
  ${temporary.map((kind) => `${kind}_temp_path ${directory}/nginx-${kind};`).join('\n  ')}
  keepalive_requests 1000000000;
  upstream backend {
    server ${backend};
    keepalive 256;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://backend;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
    }
  }
}
`;
}

/** HAProxy logs to a syslog only, and there is none: it writes no line per request. */
export function haproxyConfiguration({ port, backend }: WebServerPlan): string {
  return `global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 3s
  timeout client 75s
  timeout server 60s
  http-reuse safe
frontend in
  bind 127.0.0.1:${port}
  default_backend backend
backend backend
  server one ${backend}
`;
}
