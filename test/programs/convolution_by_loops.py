import numpy as np

def conv_forward(X, W, b, stride=1, pad=1):
    N, C, H, Wd = X.shape
    F, _, HH, WW = W.shape
    Ho = 1 + (H + 2 * pad - HH) // stride
    Wo = 1 + (Wd + 2 * pad - WW) // stride
    Xp = np.pad(X, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode='constant')
    out = np.zeros((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    patch = Xp[n, :, i*stride:i*stride+HH, j*stride:j*stride+WW]
                    out[n, f, i, j] = np.sum(patch * W[f]) + b[f]
    return out, (X, W, b, stride, pad)

def conv_backward(dout, cache):
    X, W, b, stride, pad = cache
    N, C, H, Wd = X.shape
    F, _, HH, WW = W.shape
    _, _, Ho, Wo = dout.shape
    Xp = np.pad(X, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode='constant')
    dXp = np.zeros_like(Xp)
    dW = np.zeros_like(W)
    db = np.sum(dout, axis=(0, 2, 3))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    win = (slice(i*stride, i*stride+HH), slice(j*stride, j*stride+WW))
                    dW[f] += dout[n, f, i, j] * Xp[n, :, win[0], win[1]]
                    dXp[n, :, win[0], win[1]] += dout[n, f, i, j] * W[f]
    dX = dXp[:, :, pad:-pad, pad:-pad]
    return dX, dW, db
