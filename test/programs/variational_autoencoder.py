import numpy as np

def relu(x): return np.maximum(0, x)
def drelu(x): return (x > 0).astype(x.dtype)

class VAE:
    def __init__(self, n_in, n_hid, n_lat):
        g = np.random.default_rng(0)
        s = lambda *d: g.normal(0, 0.1, d)
        self.p = dict(We=s(n_in, n_hid), be=np.zeros(n_hid), Wm=s(n_hid, n_lat), bm=np.zeros(n_lat),
                      Wv=s(n_hid, n_lat), bv=np.zeros(n_lat), Wd=s(n_lat, n_hid), bd=np.zeros(n_hid),
                      Wo=s(n_hid, n_in), bo=np.zeros(n_in))

    def loss_and_grads(self, x, eps):
        p = self.p
        N = x.shape[0]
        he = x @ p['We'] + p['be']
        h = relu(he)
        mu = h @ p['Wm'] + p['bm']
        logvar = h @ p['Wv'] + p['bv']
        std = np.exp(0.5 * logvar)
        z = mu + eps * std
        hd = z @ p['Wd'] + p['bd']
        d = relu(hd)
        xr = d @ p['Wo'] + p['bo']
        rec = 0.5 * np.sum((xr - x) ** 2) / N
        kl = -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar)) / N
        loss = rec + kl
        g = {}
        dxr = (xr - x) / N
        g['Wo'] = d.T @ dxr
        g['bo'] = dxr.sum(0)
        dhd = (dxr @ p['Wo'].T) * drelu(hd)
        g['Wd'] = z.T @ dhd
        g['bd'] = dhd.sum(0)
        dz = dhd @ p['Wd'].T
        dmu = dz + mu / N
        dlogvar = dz * eps * 0.5 * std + 0.5 * (np.exp(logvar) - 1) / N
        g['Wm'] = h.T @ dmu
        g['bm'] = dmu.sum(0)
        g['Wv'] = h.T @ dlogvar
        g['bv'] = dlogvar.sum(0)
        dhe = (dmu @ p['Wm'].T + dlogvar @ p['Wv'].T) * drelu(he)
        g['We'] = x.T @ dhe
        g['be'] = dhe.sum(0)
        return loss, g
