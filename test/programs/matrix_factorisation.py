import numpy as np

def factorize(R, K=4, steps=100, alpha=0.002, beta=0.02):
    M, N = R.shape
    P = np.random.rand(M, K)
    Q = np.random.rand(K, N)
    mask = R > 0
    for step in range(steps):
        E = mask * (R - P @ Q)
        loss = np.sum(E ** 2) + beta * (np.sum(P ** 2) + np.sum(Q ** 2))
        grad_P = -2 * E @ Q.T + 2 * beta * P
        grad_Q = -2 * P.T @ E + 2 * beta * Q
        P -= alpha * grad_P
        Q -= alpha * grad_Q
        if loss < 1e-3:
            break
    return P, Q
