// Generated from openapi.yaml by `npm run generate`. Do not edit.

import type { Operation } from './operations.ts';

/** The operations of this project's contract, by id. */
export const operations = {
  register: {
  "id": "register",
  "method": "POST",
  "path": "/api/auth/register",
  "security": [],
  "limits": [
    {
      "by": "address",
      "limit": 60,
      "windowSeconds": 60
    },
    {
      "by": "address",
      "limit": 600,
      "windowSeconds": 3600
    }
  ],
  "mediaTypes": [
    "application/json"
  ],
  "bodyRequired": true,
  "parameters": [],
  "maxBodyBytes": 65536,
  "idempotent": false,
  "safe": false,
  "responses": {
    "201": [
      "application/json"
    ],
    "400": [
      "application/problem+json"
    ],
    "409": [
      "application/problem+json"
    ],
    "413": [
      "application/problem+json"
    ],
    "415": [
      "application/problem+json"
    ],
    "429": [
      "application/problem+json"
    ],
    "500": [
      "application/problem+json"
    ]
  },
  "extensions": {}
},
  login: {
  "id": "login",
  "method": "POST",
  "path": "/api/auth/login",
  "security": [],
  "limits": [
    {
      "by": "address",
      "limit": 60,
      "windowSeconds": 60
    },
    {
      "by": "address",
      "limit": 600,
      "windowSeconds": 3600
    }
  ],
  "mediaTypes": [
    "application/json"
  ],
  "bodyRequired": true,
  "parameters": [],
  "maxBodyBytes": 65536,
  "idempotent": false,
  "safe": false,
  "responses": {
    "200": [
      "application/json"
    ],
    "400": [
      "application/problem+json"
    ],
    "401": [
      "application/problem+json"
    ],
    "413": [
      "application/problem+json"
    ],
    "415": [
      "application/problem+json"
    ],
    "429": [
      "application/problem+json"
    ],
    "500": [
      "application/problem+json"
    ]
  },
  "extensions": {}
},
  verify: {
  "id": "verify",
  "method": "POST",
  "path": "/api/auth/verify",
  "security": [],
  "limits": [
    {
      "by": "address",
      "limit": 600,
      "windowSeconds": 60
    }
  ],
  "mediaTypes": [
    "application/json"
  ],
  "bodyRequired": true,
  "parameters": [],
  "maxBodyBytes": 65536,
  "idempotent": true,
  "safe": true,
  "responses": {
    "200": [
      "application/json"
    ],
    "400": [
      "application/problem+json"
    ],
    "401": [
      "application/problem+json"
    ],
    "413": [
      "application/problem+json"
    ],
    "415": [
      "application/problem+json"
    ],
    "429": [
      "application/problem+json"
    ],
    "500": [
      "application/problem+json"
    ]
  },
  "extensions": {}
},
  getProfile: {
  "id": "getProfile",
  "method": "GET",
  "path": "/api/auth/profile",
  "security": [
    "bearer"
  ],
  "limits": [
    {
      "by": "address",
      "limit": 600,
      "windowSeconds": 60
    }
  ],
  "mediaTypes": [],
  "bodyRequired": false,
  "parameters": [],
  "maxBodyBytes": 5242880,
  "idempotent": true,
  "safe": true,
  "responses": {
    "200": [
      "application/json"
    ],
    "400": [
      "application/problem+json"
    ],
    "401": [
      "application/problem+json"
    ],
    "429": [
      "application/problem+json"
    ],
    "500": [
      "application/problem+json"
    ]
  },
  "extensions": {}
},
  updateProfile: {
  "id": "updateProfile",
  "method": "PUT",
  "path": "/api/auth/profile",
  "security": [
    "bearer"
  ],
  "limits": [
    {
      "by": "address",
      "limit": 600,
      "windowSeconds": 60
    }
  ],
  "mediaTypes": [
    "application/json"
  ],
  "bodyRequired": true,
  "parameters": [],
  "maxBodyBytes": 5242880,
  "idempotent": true,
  "safe": false,
  "responses": {
    "200": [
      "application/json"
    ],
    "400": [
      "application/problem+json"
    ],
    "401": [
      "application/problem+json"
    ],
    "413": [
      "application/problem+json"
    ],
    "415": [
      "application/problem+json"
    ],
    "429": [
      "application/problem+json"
    ],
    "500": [
      "application/problem+json"
    ]
  },
  "extensions": {}
},
  generate: {
  "id": "generate",
  "method": "POST",
  "path": "/api/ai/generate",
  "security": [
    "bearer"
  ],
  "limits": [
    {
      "by": "address",
      "limit": 600,
      "windowSeconds": 60
    },
    {
      "by": "user",
      "limit": 10,
      "windowSeconds": 60
    },
    {
      "by": "user",
      "limit": 100,
      "windowSeconds": 3600
    }
  ],
  "mediaTypes": [
    "application/json"
  ],
  "bodyRequired": true,
  "parameters": [],
  "maxBodyBytes": 65536,
  "idempotent": false,
  "safe": false,
  "responses": {
    "200": [
      "application/json"
    ],
    "400": [
      "application/problem+json"
    ],
    "401": [
      "application/problem+json"
    ],
    "403": [
      "application/problem+json"
    ],
    "413": [
      "application/problem+json"
    ],
    "415": [
      "application/problem+json"
    ],
    "429": [
      "application/problem+json"
    ],
    "500": [
      "application/problem+json"
    ],
    "503": [
      "application/problem+json"
    ]
  },
  "extensions": {
    "x-ai-types": {
      "student": [
        "suggestion",
        "analysis"
      ],
      "educator": [
        "suggestion",
        "feedback",
        "analysis",
        "reflection"
      ],
      "admin": [
        "suggestion",
        "feedback",
        "analysis",
        "reflection"
      ]
    }
  }
},
  capabilities: {
  "id": "capabilities",
  "method": "GET",
  "path": "/api/ai/capabilities",
  "security": [
    "bearer"
  ],
  "limits": [
    {
      "by": "address",
      "limit": 600,
      "windowSeconds": 60
    }
  ],
  "mediaTypes": [],
  "bodyRequired": false,
  "parameters": [],
  "maxBodyBytes": 5242880,
  "idempotent": true,
  "safe": true,
  "responses": {
    "200": [
      "application/json"
    ],
    "400": [
      "application/problem+json"
    ],
    "401": [
      "application/problem+json"
    ],
    "429": [
      "application/problem+json"
    ],
    "500": [
      "application/problem+json"
    ]
  },
  "extensions": {}
},
  health: {
  "id": "health",
  "method": "GET",
  "path": "/health",
  "security": [],
  "limits": [],
  "mediaTypes": [],
  "bodyRequired": false,
  "parameters": [],
  "maxBodyBytes": 5242880,
  "idempotent": true,
  "safe": true,
  "responses": {
    "200": [
      "application/json"
    ],
    "400": [
      "application/problem+json"
    ]
  },
  "extensions": {}
},
  ready: {
  "id": "ready",
  "method": "GET",
  "path": "/ready",
  "security": [],
  "limits": [],
  "mediaTypes": [],
  "bodyRequired": false,
  "parameters": [],
  "maxBodyBytes": 5242880,
  "idempotent": true,
  "safe": true,
  "responses": {
    "200": [
      "application/json"
    ],
    "400": [
      "application/problem+json"
    ],
    "503": [
      "application/problem+json"
    ]
  },
  "extensions": {}
},
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof operations;

/** Digest of all that the contract says of each operation. */
export const digests: Readonly<Record<OperationId, string>> = {
  "register": "sha256:854e48cc6b4dfb667a912564be70a83e6d97ec1e86206850c0a48173665ded38",
  "login": "sha256:907d7bd9d36b9466e9facc8d4e663b52e188afd29d2d8034f750821ca444b62d",
  "verify": "sha256:5e103908b8d15dfee226482b1f2cb046bde09aabaf974be248e34218b972b34b",
  "getProfile": "sha256:284a4dd71df6c1aa2b8cfa0225e4c34273c3cb2f9deae15f8027ddfa0eddea7f",
  "updateProfile": "sha256:cde667545760839f41dec94f5cfa56912fa00becba127454320f58e1264a232c",
  "generate": "sha256:8ecb8f8febe23ac95f5502cbcb437e0b3b26525cccc88902c04e0ebae6ed2d53",
  "capabilities": "sha256:c51b2d6aa4260a43205f41f0b0cee47f44379a240cd8f427305b260d33a59ece",
  "health": "sha256:325906f03cd31d595b30e0a00e1f51061e78dac8bf11f479446325871b67c1af",
  "ready": "sha256:9c9344b84ec1a5ea40ef85ea3515e54649a248e5b991772f9ec27a05b9b97b39"
};
