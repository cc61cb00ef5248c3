import numpy as np

class RNN:
    def __init__(self, vocab_size, hidden_size, seed=0):
        rng = np.random.default_rng(seed)
        self.Wxh = rng.normal(0, 0.1, (vocab_size, hidden_size))
        self.Whh = rng.normal(0, 0.1, (hidden_size, hidden_size))
        self.Why = rng.normal(0, 0.1, (hidden_size, vocab_size))
        self.bh = np.zeros(hidden_size)
        self.by = np.zeros(vocab_size)

    def loss(self, x, y, h0):
        """x, y: (batch, time) integer tokens."""
        B, T = x.shape
        V = self.by.shape[0]
        hs = {-1: h0}
        xs, ps = {}, {}
        loss = 0
        for t in range(T):
            xs[t] = np.eye(V)[x[:, t]]
            hs[t] = np.tanh(xs[t] @ self.Wxh + hs[t-1] @ self.Whh + self.bh)
            o = hs[t] @ self.Why + self.by
            e = np.exp(o - o.max(1, keepdims=True))
            ps[t] = e / e.sum(1, keepdims=True)
            loss += -np.log(ps[t][np.arange(B), y[:, t]]).sum() / B

        dWxh, dWhh, dWhy = np.zeros_like(self.Wxh), np.zeros_like(self.Whh), np.zeros_like(self.Why)
        dbh, dby = np.zeros_like(self.bh), np.zeros_like(self.by)
        dh_next = np.zeros_like(h0)
        for t in reversed(range(T)):
            do = ps[t].copy()
            do[np.arange(B), y[:, t]] -= 1
            do /= B
            dWhy += hs[t].T @ do
            dby += do.sum(0)
            dh = do @ self.Why.T + dh_next
            dz = dh * (1 - hs[t] ** 2)
            dbh += dz.sum(0)
            dWxh += xs[t].T @ dz
            dWhh += hs[t-1].T @ dz
            dh_next = dz @ self.Whh.T
        return loss, dict(Wxh=dWxh, Whh=dWhh, Why=dWhy, bh=dbh, by=dby), hs[T-1]
