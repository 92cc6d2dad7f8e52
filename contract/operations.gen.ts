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
  "queryParameters": [],
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
  "queryParameters": [],
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
  "queryParameters": [],
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
  "queryParameters": [],
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
  "queryParameters": [],
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
  "queryParameters": [],
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
  "queryParameters": [],
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
  "queryParameters": [],
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
  "queryParameters": [],
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
