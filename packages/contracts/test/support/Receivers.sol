// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../../src/IGPUVault.sol";
import {Token} from "./Token.sol";
import {Hooked} from "./OddTokens.sol";

/// @dev Refuses the chain's coin, and tokens that ask.
contract RefusingReceiver {
    fallback() external payable {
        revert("no, thank you");
    }
}

/// @dev Burns whatever gas it is given.
contract BurningReceiver {
    uint256 private _sink;

    fallback() external payable {
        while (true) ++_sink;
    }
}

/// @dev A wallet contract that thinks for ever.
contract BurningWallet {
    function isValidSignature(bytes32 hash, bytes calldata) external pure returns (bytes4) {
        while (true) hash = keccak256(abi.encode(hash));
        return this.isValidSignature.selector;
    }
}

/// @dev A wallet contract that takes its money out while it is asked whether it signed.
contract ReenteringWallet {
    IGPUVault private immutable _vault;

    constructor(IGPUVault vault_) {
        _vault = vault_;
    }

    receive() external payable {}

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        _vault.withdraw(_vault.balanceOf(address(this)), address(this));
        return this.isValidSignature.selector;
    }
}

/// @dev Withdraws, and again from within: in the coin by `receive`, in a token by its callbacks.
contract ReentrantAccount is Hooked {
    IGPUVault private immutable _vault;
    uint256 private _again;
    bool private _deposits;
    bytes private _call;

    constructor(IGPUVault vault_) {
        _vault = vault_;
    }

    receive() external payable {
        _reenter();
    }

    function onTokensSent() external {
        _reenter();
    }

    function onTokensReceived() external {
        _reenter();
    }

    function deposit(uint256 amount) external {
        _vault.deposit(amount);
    }

    function approve(Token token) external {
        token.approve(address(_vault), type(uint256).max);
    }

    /// @dev From within the payment, anything is asked of the vault, and must go through.
    function withdrawAnd(uint256 amount, bytes calldata call) external {
        _call = call;
        _vault.withdraw(amount, address(this));
    }

    /// @dev From within, `again` more is withdrawn, or deposited.
    function withdrawTwice(uint256 amount, uint256 again, bool deposits) external {
        (_again, _deposits) = (again, deposits);
        _vault.withdraw(amount, address(this));
    }

    /// @dev From within the payment, `again` is withdrawn, or deposited.
    function depositTwice(uint256 amount, uint256 again, bool deposits) external {
        (_again, _deposits) = (again, deposits);
        _vault.deposit(amount);
    }

    function _reenter() private {
        bytes memory call = _call;
        delete _call;
        if (call.length != 0) {
            (bool wentThrough,) = address(_vault).call(call);
            require(wentThrough, "refused");
        }
        uint256 amount = _again;
        if (amount == 0) return;
        _again = 0;
        if (_deposits) _vault.deposit(amount);
        else _vault.withdraw(amount, address(this));
    }
}

/// @dev A wallet contract that answers whatever it is told to.
contract AnsweringWallet {
    bytes private _answer;
    bool private _reverts;
    bytes32 public expectedCall;

    function setAnswer(bytes calldata answer, bool reverts) external {
        (_answer, _reverts) = (answer, reverts);
    }

    /// @dev Answers only a call with exactly these bytes; any other reverts.
    function setExpectedCall(bytes calldata call) external {
        expectedCall = keccak256(call);
    }

    fallback(bytes calldata call) external returns (bytes memory) {
        require(!_reverts, "locked");
        require(expectedCall == 0 || keccak256(call) == expectedCall, "other bytes");
        return _answer;
    }
}

/// @dev A wallet with one owner, whose plain signature it takes as its own.
contract OwnedWallet {
    address private immutable _owner;

    constructor(address owner_) {
        _owner = owner_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        bytes32 r = bytes32(signature[:32]);
        bytes32 s = bytes32(signature[32:64]);
        return ecrecover(hash, uint8(signature[64]), r, s) == _owner ? this.isValidSignature.selector : bytes4(0);
    }

    function revoke(IGPUVault vault, address key) external {
        vault.revokeSessionKey(key);
    }

    function grant(IGPUVault vault, address key, uint128 limit, uint40 expiresAt) external {
        vault.grantSessionKey(key, limit, expiresAt);
    }
}

/// @dev A wallet whose owner has noted what he agrees to.
contract NotingWallet {
    mapping(bytes32 hash => bool) private _noted;

    receive() external payable {}

    function note(bytes32 hash) external {
        _noted[hash] = true;
    }

    function isValidSignature(bytes32 hash, bytes calldata) external view returns (bytes4) {
        return _noted[hash] ? this.isValidSignature.selector : bytes4(0);
    }
}
