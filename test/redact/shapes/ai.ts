import type { Shape } from './shape.ts';

export const ai: Record<string, Shape> = {
  'openai-key': { secret: /sk-proj-[A-Za-z0-9_-]{58}T3BlbkFJ[A-Za-z0-9_-]{58}/, twin: 'locale sk-SK, class sk-button' },
  'anthropic-key': { secret: /sk-ant-api03-[A-Za-z0-9_-]{93}AA/ },
  'huggingface-token': { secret: /hf_[a-z]{34}/, twin: 'hf_hub_download and hf_transfer' },
  'huggingface-org-token': { secret: /api_org_[a-z]{34}/ },
  'groq-key': { secret: /gsk_[A-Za-z0-9]{52}/ },
  'xai-key': { secret: /xai-[A-Za-z0-9_]{80}/ },
  'openrouter-key': { secret: /sk-or-v1-[0-9a-f]{64}/ },
  'perplexity-key': { secret: /pplx-[A-Za-z0-9]{48}/ },
  'replicate-token': { secret: /r8_[A-Za-z0-9_-]{37}/, twin: 'r8 = 000001a2b3c4d5e6, r9 = 0000000000000001' },
  'langsmith-key': { secret: /lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}/ },
  'langfuse-secret': {
    secret: /sk-lf-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
    twin: 'pk-lf-8b1f6a7e-4d3c-4f5e-9a1b-2c3d4e5f6071',
  },
  'pinecone-key': { secret: /pcsk_[A-Za-z0-9]{5}_[A-Za-z0-9]{63}/ },
  'wandb-key': { secret: /[0-9a-f]{40}/, name: 'WANDB_API_KEY' },
  'cohere-key': { secret: /[A-Za-z0-9]{40}/, name: 'CO_API_KEY' },
  'elevenlabs-key': { secret: /sk_[0-9a-f]{48}/ },
  'deepseek-key': { secret: /sk-[a-z0-9]{32}/, name: 'deepseek_key' },
  'nvidia-api-key': { secret: /nvapi-[A-Za-z0-9_-]{64}/, twin: 'loaded nvapi64.dll' },
  'nvidia-ngc-key': { secret: /[A-Za-z0-9]{84}/, name: 'NGC_API_KEY', twin: 'username $oauthtoken at nvcr.io' },
  'tavily-key': { secret: /tvly-[A-Za-z0-9]{32}/ },
  'jina-key': { secret: /jina_[A-Za-z0-9]{60}/ },
  'firecrawl-key': { secret: /fc-[0-9a-f]{32}/ },
};
