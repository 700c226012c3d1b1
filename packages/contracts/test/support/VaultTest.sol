// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../../src/IGPUVault.sol";
import {Token} from "./Token.sol";
import {Vault} from "./Vault.sol";
import {VaultKind} from "./VaultKind.sol";
import {Vm} from "./Vm.sol";

/// @dev People, a vault, and how to do things with it. Digests are built here from the design's own words, not by the
/// vault. The vault counts in a token, or in the chain's coin where a test says `_isNative`.
abstract contract VaultTest is VaultKind {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    uint256 internal constant CUSTOMER_KEY = 0xC057;
    uint256 internal constant SESSION_KEY = 0x5E55;
    uint256 internal constant STRANGER_KEY = 0x57A4;

    uint64 internal constant RATE = 1e15;
    uint32 internal constant TERM = 1 hours;
    uint256 internal constant HOLD = uint256(RATE) * TERM;
    uint16 internal constant FEE_BPS = 500;
    uint256 internal constant START = 1_800_000_000;

    address internal immutable owner = address(0x0111);
    address internal immutable operator = address(0x0222);
    address internal immutable feeRecipient = address(0x0333);
    address internal immutable provider = address(0x0444);
    address internal immutable customer = vm.addr(CUSTOMER_KEY);
    address internal immutable session = vm.addr(SESSION_KEY);
    address internal immutable stranger = vm.addr(STRANGER_KEY);

    Token internal token;
    Vault internal vault;

    function setUp() public virtual {
        _begin();
    }

    function _begin() internal {
        vm.warp(START);
        if (!_isNative()) token = _makeToken();
        vault = _makeVault(address(token));
    }

    function _makeToken() internal virtual returns (Token) {
        return new Token();
    }

    function _makeVault(address token_) internal returns (Vault made) {
        made = _deploy(token_, owner, feeRecipient, FEE_BPS);
        vm.prank(owner);
        made.setOperator(operator, true);
    }

    function _deploy(address token_, address owner_, address feeRecipient_, uint16 feeBps_) internal returns (Vault) {
        return Vault(vm.deployCode("GPUVault.sol:GPUVault", abi.encode(token_, owner_, feeRecipient_, feeBps_)));
    }

    // Money

    function _give(address account, uint256 amount) internal {
        if (_isNative()) {
            vm.deal(account, account.balance + amount);
            return;
        }
        token.mint(account, amount);
        vm.prank(account);
        token.approve(address(vault), type(uint256).max);
    }

    function _moneyOf(address account) internal view returns (uint256) {
        return _isNative() ? account.balance : token.balanceOf(account);
    }

    function _deposit(address account, uint256 amount) internal {
        _give(account, amount);
        vm.prank(account);
        vault.deposit{value: _value(amount)}(amount);
    }

    /// @dev What to send along with a deposit.
    function _value(uint256 amount) internal view returns (uint256) {
        return _isNative() ? amount : 0;
    }

    // Signing

    function _order(uint64 id) internal view returns (IGPUVault.RentalOrder memory) {
        return IGPUVault.RentalOrder(id, customer, provider, RATE, TERM, uint40(block.timestamp + 600));
    }

    function _extension(uint64 id, uint32 term) internal view returns (IGPUVault.Extension memory) {
        return IGPUVault.Extension(id, term, uint40(block.timestamp + 600));
    }

    function _domain(address vault_, uint256 chainId_) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("GPUVault"),
                keccak256("1"),
                chainId_,
                vault_
            )
        );
    }

    function _digest(bytes32 structHash) internal view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", _domain(address(vault), block.chainid), structHash));
    }

    function _orderHash(IGPUVault.RentalOrder memory o) internal pure returns (bytes32) {
        bytes32 kind = keccak256(
            "RentalOrder(uint64 rentalId,address customer,address provider,uint64 ratePerSecond,uint32 maxSeconds,uint40 deadline)"
        );
        return
            keccak256(abi.encode(kind, o.rentalId, o.customer, o.provider, o.ratePerSecond, o.maxSeconds, o.deadline));
    }

    function _extensionHash(IGPUVault.Extension memory e) internal pure returns (bytes32) {
        bytes32 kind = keccak256("Extension(uint64 rentalId,uint32 maxSeconds,uint40 deadline)");
        return keccak256(abi.encode(kind, e.rentalId, e.maxSeconds, e.deadline));
    }

    function _grantHash(IGPUVault.SessionGrant memory g) internal pure returns (bytes32) {
        bytes32 kind =
            keccak256("SessionGrant(address customer,address key,uint128 spendLimit,uint40 expiresAt,uint256 nonce)");
        return keccak256(abi.encode(kind, g.customer, g.key, g.spendLimit, g.expiresAt, g.nonce));
    }

    function _sign(uint256 key, bytes32 structHash) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _digest(structHash));
        return abi.encodePacked(r, s, v);
    }

    // Doing

    function _open(IGPUVault.RentalOrder memory order, uint256 key) internal {
        _open(order, _sign(key, _orderHash(order)));
    }

    function _open(IGPUVault.RentalOrder memory order, bytes memory signature) internal {
        vm.prank(operator);
        vault.openRental(order, signature);
    }

    /// @dev A rental opened by the customer himself, who gets the money for it.
    function _openRental(uint64 id) internal {
        _deposit(customer, HOLD);
        _open(_order(id), CUSTOMER_KEY);
    }

    function _extend(uint64 id, uint32 term, uint256 key) internal {
        IGPUVault.Extension memory extension = _extension(id, term);
        bytes memory signature = _sign(key, _extensionHash(extension));
        vm.prank(operator);
        vault.extendRental(extension, signature);
    }

    function _usage(uint64 id, uint32 used, bool close) internal pure returns (IGPUVault.Usage[] memory usages) {
        usages = new IGPUVault.Usage[](1);
        usages[0] = IGPUVault.Usage(id, used, close);
    }

    function _settle(uint64 id, uint32 used, bool close) internal {
        vm.prank(operator);
        vault.settle(_usage(id, used, close));
    }

    function _grant(uint128 limit) internal {
        vm.prank(customer);
        vault.grantSessionKey(session, limit, uint40(block.timestamp + 30 days));
    }

    function _pass(uint256 secs) internal {
        vm.warp(block.timestamp + secs);
    }

    function _refuse(bytes4 selector) internal {
        vm.expectRevert(abi.encodeWithSelector(selector));
    }

    function _refuse(bytes4 selector, uint256 a) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, a));
    }

    function _refuse(bytes4 selector, uint256 a, uint256 b) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, a, b));
    }

    function _refuse(bytes4 selector, address a) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, a));
    }

    function _logCount() internal returns (uint256) {
        return vm.getRecordedLogs().length;
    }

    function _expectKey(uint256 limit, uint256 spent, uint256 expiresAt) internal view {
        (uint128 l, uint128 s, uint40 e) = vault.sessionKey(customer, session);
        vm.assertEq(l, limit, "limit");
        vm.assertEq(s, spent, "spent");
        vm.assertEq(e, expiresAt, "expiry");
    }

    function _spent(address key) internal view returns (uint256 spent) {
        (, spent,) = vault.sessionKey(customer, key);
    }
}
